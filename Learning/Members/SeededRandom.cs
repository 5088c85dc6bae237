namespace LensGrains.Learning.Members;

/// <summary>Independent streams of random numbers from one seed, one per purpose; the same on every machine.</summary>
internal static class SeededRandom
{
    /// <summary>A stream for this seed and purpose.</summary>
    public static Random Of(long seed, string purpose) => new((int)Seed(seed, purpose));

    /// <summary>A seed for this seed and purpose, for generators outside .NET.</summary>
    public static long Seed(long seed, string purpose)
    {
        // SplitMix64 (Steele, Lea and Flood 2014) over the seed and the purpose's characters.
        var state = (ulong)seed;
        foreach (var character in purpose)
        {
            state = Mix(state + character);
        }

        return (long)(state >> 1);
    }

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
