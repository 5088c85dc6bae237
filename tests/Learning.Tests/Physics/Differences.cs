namespace LensGrains.Learning.Tests.Physics;

/// <summary>Gradients by backward and by central finite differences of Σ wᵢ f(x)ᵢ with fixed weights w, float64.</summary>
internal static class Differences
{
    private const double Step = 1e-5;

    public static IEnumerable<(int Element, double Backward, double Difference)> Of(
        Func<torch.Tensor, torch.Tensor> function, double[] at, params long[] shape)
    {
        var input = torch.tensor(at, shape, requires_grad: true);
        Weighted(function(input)).backward();
        var gradients = input.grad!.contiguous().data<double>().ToArray();
        return Enumerable.Range(0, at.Length).Select(i => (i, gradients[i], Difference(function, at, shape, i))).ToArray();
    }

    public static void AssertNear((int Element, double Backward, double Difference) found)
        => Assert.True(
            Math.Abs(found.Backward - found.Difference) <= 1e-5 * (1 + Math.Abs(found.Difference)),
            $"element {found.Element}: {found.Backward}, differences give {found.Difference}");

    private static double Difference(Func<torch.Tensor, torch.Tensor> function, double[] at, long[] shape, int element)
        => (Value(function, at, shape, element, Step) - Value(function, at, shape, element, -Step)) / (2 * Step);

    private static double Value(Func<torch.Tensor, torch.Tensor> function, double[] at, long[] shape, int element, double change)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var moved = (double[])at.Clone();
        moved[element] += change;
        return Weighted(function(torch.tensor(moved, shape))).item<double>();
    }

    private static torch.Tensor Weighted(torch.Tensor value)
    {
        var weights = Enumerable.Range(0, (int)value.numel()).Select(i => Math.Cos(1.7 * i) + 0.2).ToArray();
        return (value.reshape(-1) * torch.tensor(weights)).sum();
    }
}
