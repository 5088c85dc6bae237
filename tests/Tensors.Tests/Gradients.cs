namespace LensGrains.Tensors.Tests;

/// <summary>Compares backward with central finite differences, in double precision.</summary>
internal static class Gradients
{
    private const double Step = 1e-5;
    private const double Tolerance = 1e-6;

    /// <summary>Fails where d(Σ wᵢ f(x)ᵢ)/dx, with fixed weights w, differs from its finite difference.</summary>
    public static void Check(Func<torch.Tensor, torch.Tensor> function, double[] at, params long[] shape)
    {
        using var scope = torch.NewDisposeScope();
        var input = torch.tensor(at, shape, requires_grad: true);
        Weighted(function(input)).backward();
        var analytic = input.grad!.contiguous().data<double>().ToArray();

        for (var i = 0; i < at.Length; i++)
        {
            var numeric = (Value(function, at, shape, i, Step) - Value(function, at, shape, i, -Step)) / (2 * Step);
            Assert.True(Math.Abs(numeric - analytic[i]) <= Tolerance * (1 + Math.Abs(numeric)), $"element {i}: {analytic[i]}, differences give {numeric}");
        }
    }

    private static double Value(Func<torch.Tensor, torch.Tensor> function, double[] at, long[] shape, int element, double change)
    {
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
