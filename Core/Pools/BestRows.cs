using System.Runtime.CompilerServices;

namespace LensGrains.Core.Pools;

/// <summary>
/// Keeps the <paramref name="capacity"/> smallest places among those offered: a reservoir of twice the size that is cut back by
/// quickselect, so that every offer costs O(1) amortised whatever the order of arrival.
/// </summary>
internal sealed class BestRows(int capacity, HeadKey? after)
{
    private readonly HeadKey[] _kept = new HeadKey[2 * capacity];
    private readonly HeadKey _after = after ?? new HeadKey(double.NegativeInfinity, default);
    private int _count;

    /// <summary>No place with a larger key, nor a later place with this key, can still be among the best.</summary>
    public double WorstKey { get; private set; } = double.PositiveInfinity;

    /// <summary>Takes a place in; places arrive in ascending ordinal. True where <see cref="WorstKey"/> has fallen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Offer(HeadKey place)
    {
        if (place.Key >= WorstKey || place <= _after)
        {
            return false;
        }

        _kept[_count++] = place;
        if (_count < _kept.Length)
        {
            return false;
        }

        MoveSmallestToFront(_kept, capacity);
        _count = capacity;
        WorstKey = _kept[capacity - 1].Key;
        return true;
    }

    /// <summary>The best places, in order.</summary>
    public ReadOnlySpan<HeadKey> Sorted()
    {
        if (_count > capacity)
        {
            MoveSmallestToFront(_kept.AsSpan(0, _count), capacity);
        }

        var best = _kept.AsSpan(0, Math.Min(capacity, _count));
        best.Sort();
        return best;
    }

    /// <summary>Hoare's selection: afterwards the first <paramref name="count"/> items are the smallest, the largest of them last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MoveSmallestToFront(Span<HeadKey> items, int count)
    {
        var nth = count - 1;
        var (low, high) = (0, items.Length - 1);
        while (low < high)
        {
            var pivot = MedianOfThree(items[low], items[low + ((high - low) / 2)], items[high]);
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (items[i] < pivot)
                {
                    i++;
                }

                while (items[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (items[i], items[j]) = (items[j], items[i]);
                    i++;
                    j--;
                }
            }

            if (nth <= j)
            {
                high = j;
            }
            else if (nth >= i)
            {
                low = i;
            }
            else
            {
                return;
            }
        }
    }

    private static HeadKey MedianOfThree(HeadKey a, HeadKey b, HeadKey c)
    {
        var (low, high) = a < b ? (a, b) : (b, a);
        return c < low ? low : c > high ? high : c;
    }
}
