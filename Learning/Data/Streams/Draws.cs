namespace LensGrains.Learning.Data.Streams;

/// <summary>
/// Random numbers that follow from seed, epoch and their own number, so that a position in a stream needs no generator's state. SplitMix64
/// (Steele, Lea and Flood 2014).
/// </summary>
internal readonly struct Draws(long seed, int epoch)
{
    private readonly ulong _start = Mix(Mix((ulong)seed) ^ (ulong)(uint)epoch);

    /// <summary>Draw number <paramref name="number"/>: uniform in [0, <paramref name="count"/>).</summary>
    public int Below(int count, long number) => (int)(((UInt128)Mix(_start + (ulong)number) * (uint)count) >> 64);

    /// <summary>The numbers below <paramref name="count"/> in an order that follows from seed and epoch (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var j = Below(i + 1, -i); // negative numbers are the blocks', positive ones the buffer's
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
