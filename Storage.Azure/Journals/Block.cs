using LensGrains.Core.Ports;

namespace LensGrains.Storage.Azure.Journals;

/// <summary>One append as it stands in a segment: all of it in one block of the blob, so never half of it.</summary>
/// <param name="Number">1 for the segment's first block.</param>
/// <param name="After">Position of the journal before it.</param>
/// <param name="Count">Entries in it, at least 1.</param>
/// <param name="Id">The append's own id, by which it is known again after a lost answer.</param>
/// <param name="IsLast">The journal goes on in a new segment, named by the next position; nothing follows in this one.</param>
/// <param name="Length">Bytes of the whole block.</param>
/// <param name="Content">The entries.</param>
internal readonly record struct Block(int Number, long After, int Count, Guid Id, bool IsLast, int Length, ReadOnlyMemory<byte> Content)
{
    /// <summary>Position of the journal after it.</summary>
    public long Position => After + Count;

    /// <summary>The entries, in order, with their positions.</summary>
    public IEnumerable<StoredRecord> Records()
    {
        var rest = Content;
        for (var i = 1; i <= Count; i++)
        {
            var (record, length) = BlockText.ReadEntry(rest);
            rest = rest[length..];
            yield return new StoredRecord(After + i, record);
        }
    }
}

/// <summary>Where a segment ends, as its last bytes say.</summary>
internal readonly record struct BlockEnd(int Number, long Position, int Length, bool IsLast);
