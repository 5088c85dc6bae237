using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Pools;

/// <summary>How a criterion orders the values of one column.</summary>
internal interface IColumnOrder
{
    /// <summary>The sort key of a value that is not NaN; smaller is better.</summary>
    double KeyOf(float value);

    /// <summary>A closed interval that contains every value with a key below <paramref name="worstKey"/>.</summary>
    (float Low, float High) Window(double worstKey);
}

internal readonly struct LargestFirst : IColumnOrder
{
    public double KeyOf(float value) => -(double)value;

    public (float Low, float High) Window(double worstKey) => ((float)-worstKey, float.PositiveInfinity);
}

internal readonly struct SmallestFirst : IColumnOrder
{
    public double KeyOf(float value) => value;

    public (float Low, float High) Window(double worstKey) => (float.NegativeInfinity, (float)worstKey);
}

internal readonly struct NearestFirst(double threshold) : IColumnOrder
{
    public double KeyOf(float value) => Math.Abs(value - threshold);

    public (float Low, float High) Window(double worstKey)
        => (MathF.BitDecrement((float)(threshold - worstKey)), MathF.BitIncrement((float)(threshold + worstKey)));
}

/// <summary>
/// Finds the best available rows in one pass. A vector comparison drops the rows outside the window of values that can still
/// be among the best; only what passes it is looked at one by one. The loops are compiled in full at once: a pool's first head is
/// waited for by a person.
/// </summary>
internal static class HeadSelection
{
    private const byte AvailableRow = (byte)RowStatus.Available;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScanColumn<TOrder>(TOrder order, ReadOnlySpan<float> column, ReadOnlySpan<byte> status, int firstOrdinal, BestRows best)
        where TOrder : struct, IColumnOrder
    {
        var (low, high) = order.Window(best.WorstKey);
        var blocks = MemoryMarshal.Cast<float, Vector256<float>>(column);
        for (var block = 0; block < blocks.Length; block++)
        {
            var inWindow = Vector256.GreaterThanOrEqual(blocks[block], Vector256.Create(low))
                & Vector256.LessThanOrEqual(blocks[block], Vector256.Create(high));
            for (var hits = inWindow.ExtractMostSignificantBits(); hits != 0; hits &= hits - 1)
            {
                var row = (block * Vector256<float>.Count) + BitOperations.TrailingZeroCount(hits);
                if (status[row] == AvailableRow && best.Offer(new HeadKey(order.KeyOf(column[row]), new Ordinal(firstOrdinal + row))))
                {
                    (low, high) = order.Window(best.WorstKey);
                }
            }
        }

        for (var row = blocks.Length * Vector256<float>.Count; row < column.Length; row++)
        {
            if (status[row] == AvailableRow && !float.IsNaN(column[row]))
            {
                best.Offer(new HeadKey(order.KeyOf(column[row]), new Ordinal(firstOrdinal + row)));
            }
        }
    }

    /// <summary>As <see cref="ScanColumn"/>, for the column of hashes, which is computed on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScanRandom(ulong seed, ReadOnlySpan<byte> status, int firstOrdinal, BestRows best)
    {
        var stream = StableHash.Stream(seed);
        var worst = BitsOf(best.WorstKey);
        var row = 0;
        for (; row <= status.Length - Vector256<ulong>.Count; row += Vector256<ulong>.Count)
        {
            var bits = StableHash.FourOfStream(stream, (ulong)(firstOrdinal + row));
            var inWindow = Vector256.LessThan((bits >>> StableHash.DroppedBits).AsInt64(), Vector256.Create(worst));
            for (var hits = inWindow.ExtractMostSignificantBits(); hits != 0; hits &= hits - 1)
            {
                var lane = BitOperations.TrailingZeroCount(hits);
                var place = new HeadKey(StableHash.ToUnit(bits[lane]), new Ordinal(firstOrdinal + row + lane));
                if (status[row + lane] == AvailableRow && best.Offer(place))
                {
                    worst = BitsOf(best.WorstKey);
                }
            }
        }

        for (; row < status.Length; row++)
        {
            var source = new Ordinal(firstOrdinal + row);
            if (status[row] == AvailableRow)
            {
                best.Offer(new HeadKey(StableHash.ToUnit(StableHash.BitsOfStream(stream, (ulong)source.Value)), source));
            }
        }
    }

    private static long BitsOf(double key) => key >= 1 ? long.MaxValue : (long)(key * StableHash.UnitSteps);
}
