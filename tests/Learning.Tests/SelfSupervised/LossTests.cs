using LensGrains.Learning.SelfSupervised;
using LensGrains.Learning.Tests.Embeddings;

namespace LensGrains.Learning.Tests.SelfSupervised;

public sealed class LossTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void ContrastiveLoss_OfRecordedViews_EqualsTheDefinitionAndItsGradient()
        => EqualsOracle(EmbeddingOracle.Read().Contrastive, (a, b) => ContrastiveLoss.Of(a, b, EmbeddingOracle.Read().Temperature));

    [Fact]
    public void BootstrapLoss_OfRecordedViews_EqualsTheDefinitionAndItsGradient()
        => EqualsOracle(EmbeddingOracle.Read().Bootstrap, BootstrapLoss.Of);

    [Fact]
    public void DistillationLoss_OfRecordedScores_EqualsTheDefinitionAndItsGradient()
        => EqualsOracle(EmbeddingOracle.Read().Distillation, (a, b) => DistillationLoss.Of(a, b, torch.full([4], 0.5, torch.float64), 0.1, 0.04));

    [Fact]
    public void DistillationLoss_OfATeacherWithoutPreference_IsTheLogarithmOfTheStudentsPrototypes()
    {
        var usual = torch.tensor([1.0, 2, 3, 4], [4]);

        var loss = DistillationLoss.Of(torch.zeros([1, 4], torch.float64), usual.reshape(1, 4), usual, 0.1, 0.04);

        Assert.Equal(Math.Log(4), loss.item<double>(), 1e-12);
    }

    [Fact]
    public void ContrastiveLoss_OfOrthogonalPairs_HasItsClosedForm()
    {
        var views = torch.eye(4, dtype: torch.float64);

        var loss = ContrastiveLoss.Of(views, views * 3, 0.5).item<double>();

        Assert.Equal(-2 + Math.Log(Math.Exp(2) + 6), loss, 1e-12);
    }

    [Fact]
    public void ContrastiveLoss_WhenAllViewsAreOne_IsTheLogarithmOfTheOthers()
        => Assert.Equal(Math.Log(7), ContrastiveLoss.Of(torch.ones([4, 3]), torch.ones([4, 3]), 0.1).item<float>(), 1e-4);

    [Fact]
    public void ContrastiveLoss_OfOneSampleOrOfOtherShapes_Refuses()
    {
        Assert.Throws<ArgumentException>(() => ContrastiveLoss.Of(torch.ones([1, 3]), torch.ones([1, 3]), 1));
        Assert.Contains("[4, 2]", Assert.Throws<ArgumentException>(() => ContrastiveLoss.Of(torch.ones([4, 3]), torch.ones([4, 2]), 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 2)]
    [InlineData(-2, 0, 4)]
    public void BootstrapLoss_OfTwoDirections_IsTheirSquaredDistance(double x, double y, double expected)
    {
        var target = torch.tensor([3.0, 0.0], [1, 2]);

        Assert.Equal(expected, BootstrapLoss.Of(torch.tensor([x, y], [1, 2]), target).item<double>(), 1e-12);
    }

    [Fact]
    public void DistillationLoss_Backward_LeavesTheTeacherAlone()
    {
        var teacher = torch.ones([2, 3]).requires_grad_();
        var student = torch.tensor([1f, 2, 3, 4, 5, 6], [2, 3]).requires_grad_();

        DistillationLoss.Of(student, teacher, torch.zeros(3), 0.1, 0.04).backward();

        Assert.Null(teacher.grad);
        Assert.NotNull(student.grad);
    }

    [Fact]
    public void BootstrapLoss_Backward_LeavesTargetsAlone()
    {
        var target = torch.ones([2, 3]).requires_grad_();
        var prediction = torch.tensor([1f, 2, 3, 4, 5, 6], [2, 3]).requires_grad_();

        BootstrapLoss.Of(prediction, target).backward();

        Assert.Null(target.grad);
        Assert.NotNull(prediction.grad);
    }

    private static void EqualsOracle(LossCase recorded, Func<torch.Tensor, torch.Tensor, torch.Tensor> loss)
    {
        var first = torch.tensor(recorded.First, [5, 4]).requires_grad_();

        var value = loss(first, torch.tensor(recorded.Second, [5, 4]));
        value.backward();

        Assert.Equal(recorded.Loss, value.item<double>(), 1e-12);
        Assert.All(recorded.Gradient.Zip(first.grad!.data<double>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }
}
