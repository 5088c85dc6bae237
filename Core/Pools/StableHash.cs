namespace LensGrains.Core.Pools;

/// <summary>
/// Seeded random numbers that never change between versions, machines or calls. The mixing function is that of SplitMix64
/// (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", OOPSLA; constants by Stafford, variant 13).
/// </summary>
public static class StableHash
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15UL;

    /// <summary>The finaliser of SplitMix64, a bijection on 64 bits.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    /// <summary>64 bits for the <paramref name="index"/>-th draw of <paramref name="seed"/>: Mix(Mix(seed + γ) + (index + 1) γ).</summary>
    public static ulong Bits(ulong seed, ulong index) => BitsOfStream(Stream(seed), index);

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public static double Unit(ulong seed, ulong index) => ToUnit(Bits(seed, index));

    /// <summary>The start of the stream that belongs to <paramref name="seed"/>.</summary>
    internal static ulong Stream(ulong seed) => Mix(seed + GoldenGamma);

    internal static ulong BitsOfStream(ulong stream, ulong index) => Mix(stream + ((index + 1) * GoldenGamma));

    internal static double ToUnit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));
}
