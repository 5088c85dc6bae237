using System.Collections.Concurrent;

namespace LensGrains.Embedded;

/// <summary>Random numbers that depend on a seed, on what is being decided and on how often that was decided, on nothing else.</summary>
internal sealed class ChaosDice(int seed)
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    private readonly ConcurrentDictionary<(string What, string Where), int> _throws = new();

    /// <summary>True with this probability.</summary>
    public bool Happens(double probability, string what, string where) => probability > 0 && Throw(what, where) < probability;

    /// <summary>Uniform in [0, 1).</summary>
    public double Throw(string what, string where)
    {
        var times = _throws.AddOrUpdate((what, where), 1, static (_, n) => n + 1);
        var hash = Mix(Mix(Mix(FnvOffset ^ (uint)seed, what), where) ^ (uint)times);
        return (hash >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Mix(ulong hash, string text)
    {
        foreach (var c in text)
        {
            hash = (hash ^ c) * FnvPrime;
        }

        return Mix(hash);
    }

    /// <summary>The finalizer of splitmix64 (Steele, Lea and Flood 2014).</summary>
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
