using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Tests.Physics;

public sealed class LensPriorTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void With_ANetworksEstimate_KeepsWhatItHasLearnedAndNothingElse()
    {
        var network = new ParameterEstimate(torch.full([2, LensParameters.Count], 0.7, torch.float32), torch.full([2, LensParameters.Count], -3, torch.float32));

        var prior = LensPrior.With(network);

        var (means, variances) = (prior.Means.data<float>().ToArray(), prior.LogVariances.data<float>().ToArray());
        for (var row = 0; row < 2; row++)
        {
            var at = row * LensParameters.Count;
            Assert.All(Enumerable.Range(at, LensMeasurement.Learned), i => Assert.Equal((0.7f, -3f), (means[i], variances[i])));
            Assert.Equal([0.25f, 0, 0, 0, 0], means[(at + LensMeasurement.Learned)..(at + LensParameters.Count)]);
            Assert.Equal(2 * Math.Log(0.2), variances[at + (int)LensParameter.SourceRadius], 1e-5);
            Assert.Equal(2 * Math.Log(0.1), variances[at + (int)LensParameter.LensY], 1e-5);
        }
    }

    [Fact]
    public void Clamp_OfWhatIsOutOfRange_MovesPairsTowardsZeroAndLeavesOthers()
    {
        var parameters = torch.tensor(new[] { 9, 0.6f, 0.8f, 0.1f, -0.1f, 0, 3, 0.01f, 0.3f, 0, -0.4f, 0 }, [1, LensParameters.Count]);

        var clamped = new ParameterRanges().Clamp(parameters).data<float>().ToArray();

        float[] expected = [4, 0.27f, 0.36f, 0.1f, -0.1f, 0, 2.5f, 0.06f, 0.3f, 0, -0.3f, 0];
        Assert.All(expected.Zip(clamped), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }
}
