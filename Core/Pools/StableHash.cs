using System.Runtime.Intrinsics;

namespace LensGrains.Core.Pools;

/// <summary>
/// Seeded random numbers that never change between versions, machines or calls. The mixing function is that of SplitMix64
/// (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", OOPSLA; constants by Stafford, variant 13).
/// </summary>
public static class StableHash
{
    /// <summary>Bits of a hash that do not enter its number in [0, 1).</summary>
    internal const int DroppedBits = 11;

    /// <summary>2^53, the number of different numbers in [0, 1).</summary>
    internal const double UnitSteps = 1UL << 53;

    private const ulong GoldenGamma = 0x9E3779B97F4A7C15UL;

    /// <summary>What four consecutive indices add to the stream of the first of them.</summary>
    private static Vector256<ulong> Steps { get; }
        = Vector256.Create(GoldenGamma, unchecked(2 * GoldenGamma), unchecked(3 * GoldenGamma), unchecked(4 * GoldenGamma));

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

    internal static double ToUnit(ulong bits) => (bits >> DroppedBits) * (1 / UnitSteps);

    /// <summary>The same for four consecutive indices.</summary>
    internal static Vector256<ulong> FourOfStream(ulong stream, ulong firstIndex)
    {
        var value = Vector256.Create(stream + (firstIndex * GoldenGamma)) + Steps;
        value = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >>> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >>> 31);
    }
}
