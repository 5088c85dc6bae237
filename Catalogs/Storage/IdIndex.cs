namespace LensGrains.Catalogs.Storage;

/// <summary>All ids of a catalogue as sorted hashes: 12 bytes a source.</summary>
internal sealed class IdIndex
{
    private readonly ulong[] _hashes;
    private readonly int[] _ordinals;

    private IdIndex(ulong[] hashes, int[] ordinals)
    {
        _hashes = hashes;
        _ordinals = ordinals;
    }

    public static IdIndex Build(IReadOnlyList<RowSegment> segments, int segmentRows)
    {
        var count = segments.Sum(s => s.Count);
        var hashes = new ulong[count];
        var ordinals = new int[count];
        var at = 0;
        for (var segment = 0; segment < segments.Count; segment++)
        {
            segments[segment].IdHashes.CopyTo(hashes.AsSpan(at));
            foreach (var row in segments[segment].IdRows)
            {
                ordinals[at++] = (segment * segmentRows) + (int)row;
            }
        }

        Array.Sort(hashes, ordinals);
        return new IdIndex(hashes, ordinals);
    }

    /// <summary>The ordinals whose id has this hash: almost always none or one.</summary>
    public ReadOnlySpan<int> Find(ulong hash)
    {
        var first = Array.BinarySearch(_hashes, hash);
        if (first < 0)
        {
            return [];
        }

        var last = first;
        while (first > 0 && _hashes[first - 1] == hash)
        {
            first--;
        }

        while (last + 1 < _hashes.Length && _hashes[last + 1] == hash)
        {
            last++;
        }

        return _ordinals.AsSpan(first, last - first + 1);
    }
}
