using System.Text;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Tests.Networks;

/// <summary>Weights and images that follow from their names, as in tests/oracles/learning/networks.py.</summary>
internal static class Formula
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>Sets every parameter and buffer of a float64 network.</summary>
    public static void Fill(ImageNetwork network)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        foreach (var (name, tensor) in network.state_dict())
        {
            tensor.copy_(torch.tensor(Values(name, tensor.shape), tensor.shape));
        }
    }

    /// <summary>Images [n, c, size, size] in [-1, 1).</summary>
    public static torch.Tensor Images(long n, long bands, long size)
        => torch.tensor(Uniform("images", n * bands * size * size).Select(u => (2 * u) - 1).ToArray(), [n, bands, size, size]);

    /// <summary>The vector that a gradient is multiplied with.</summary>
    public static torch.Tensor Direction(string name, long count)
        => torch.tensor(Uniform(name + "'", count).Select(u => (2 * u) - 1).ToArray());

    /// <summary>The values of an array.</summary>
    public static double[] Values(string name, long[] shape)
    {
        var drawn = Uniform(name, shape.Aggregate(1L, (product, size) => product * size));
        var bound = Math.Sqrt(3.0 / shape.Skip(1).Aggregate(1L, (product, size) => product * size));
        Func<double, double> value = name switch
        {
            _ when name.EndsWith("num_batches_tracked", StringComparison.Ordinal) => _ => 0,
            _ when name.EndsWith("running_var", StringComparison.Ordinal) => u => 0.5 + u,
            _ when name.EndsWith("running_mean", StringComparison.Ordinal) => u => 0.2 * ((2 * u) - 1),
            _ when shape.Length > 1 => u => ((2 * u) - 1) * bound,
            _ when name.EndsWith("weight", StringComparison.Ordinal) => u => 1 + (0.2 * ((2 * u) - 1)),
            _ => u => 0.1 * ((2 * u) - 1),
        };
        return drawn.Select(value).ToArray();
    }

    private static double[] Uniform(string name, long count)
    {
        var seed = 0xCBF29CE484222325;
        foreach (var octet in Encoding.UTF8.GetBytes(name))
        {
            seed = (seed ^ octet) * 0x100000001B3;
        }

        var drawn = new double[count];
        for (var i = 0; i < drawn.Length; i++)
        {
            var z = seed + (((ulong)i + 1) * Golden);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            drawn[i] = (z >> 11) * Math.Pow(2, -53);
        }

        return drawn;
    }
}
