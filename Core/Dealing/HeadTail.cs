using System.Collections.Immutable;
using LensGrains.Core.Pools;

namespace LensGrains.Core.Dealing;

/// <summary>What one pool has given of an order so far, and how much of it has gone into the merged order.</summary>
internal sealed class HeadTail
{
    private readonly List<HeadItem> _items = [];
    private int _next;

    /// <summary>The last place that the pool has given; null before the first.</summary>
    public HeadKey? Last { get; private set; }

    /// <summary>True where the pool holds more than it has given.</summary>
    public bool HasMore { get; private set; } = true;

    /// <summary>True where an item waits to be merged.</summary>
    public bool HasNext => _next < _items.Count;

    /// <summary>True where the pool must be asked before anything further can be merged: its next item is not known.</summary>
    public bool IsDry => HasMore && !HasNext;

    /// <summary>Place of the item that waits.</summary>
    public HeadKey NextPlace => _items[_next].Place;

    public HeadItem Take() => _items[_next++];

    public void Add(ImmutableArray<HeadItem> items, bool hasMore)
    {
        _items.AddRange(items.AsSpan());
        Last = items.IsEmpty ? Last : items[^1].Place;
        HasMore = hasMore;
    }

    /// <summary>Everything given waits to be merged again.</summary>
    public void Rewind() => _next = 0;
}
