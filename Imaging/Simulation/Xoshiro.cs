using System.Numerics;

namespace LensGrains.Imaging.Simulation;

/// <summary>
/// xoshiro256** (Blackman and Vigna 2021, ACM TOMS 47, 36), seeded by SplitMix64 from a seed and an index, so that source
/// <c>index</c> of a sky is the same whoever draws it and in whatever order.
/// </summary>
internal sealed class Xoshiro
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;
    private float? _spare;

    public Xoshiro(long seed, long index)
    {
        var state = Mix((ulong)seed) ^ Mix((ulong)index + 0x9E3779B97F4A7C15);
        _a = Mix(state += 0x9E3779B97F4A7C15);
        _b = Mix(state += 0x9E3779B97F4A7C15);
        _c = Mix(state += 0x9E3779B97F4A7C15);
        _d = Mix(state + 0x9E3779B97F4A7C15);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Uniform(double low, double high) => low + ((high - low) * Uniform());

    /// <summary>A whole number in [low, high].</summary>
    public int Integer(int low, int high) => low + (int)(Uniform() * (high - low + 1));

    /// <summary>True with that probability.</summary>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>Standard normal, by Marsaglia's polar method.</summary>
    public float Normal()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }

        float u, v, s;
        do
        {
            var bits = Next();
            u = ((bits >> 40) * (2f / (1 << 24))) - 1;
            v = (((bits >> 8) & 0xFFFFFF) * (2f / (1 << 24))) - 1;
            s = (u * u) + (v * v);
        }
        while (s is >= 1 or 0);

        var factor = MathF.Sqrt(-2 * MathF.Log(s) / s);
        _spare = v * factor;
        return u * factor;
    }

    /// <summary>Normal with that mean and standard deviation.</summary>
    public double Normal(double mean, double sigma) => mean + (sigma * Normal());

    /// <summary>A number of events where <paramref name="mean"/> are expected, up to a few hundred; by multiplying uniform numbers (Knuth 1969).</summary>
    public int Poisson(double mean)
    {
        var (limit, product, count) = (Math.Exp(-mean), Uniform(), 0);
        for (; product > limit; count++)
        {
            product *= Uniform();
        }

        return count;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }
}
