namespace LensGrains.Storage.Azure.Journals;

/// <summary>
/// Where a journal's next block goes: the fence. Once somebody else has written there, an append at this offset of this segment can
/// never succeed, because a segment only grows and is never made anew.
/// </summary>
/// <param name="First">The segment, named by the position of its first entry.</param>
/// <param name="Offset">Bytes in the segment; at 0 its blob may not be there yet.</param>
/// <param name="Position">Entries in the journal.</param>
/// <param name="Blocks">Blocks in the segment.</param>
internal readonly record struct SegmentTail(long First, long Offset, long Position, int Blocks)
{
    /// <summary>The start of the segment that begins with the entry after <paramref name="position"/>.</summary>
    public static SegmentTail StartAfter(long position) => new(position + 1, 0, position, 0);

    /// <summary>The tail once <paramref name="block"/> stands there.</summary>
    public SegmentTail Behind(Block block)
    {
        if (block.After != Position || block.Number != Blocks + 1)
        {
            throw new InvalidDataException($"Segment {First} has a block out of its place at byte {Offset}.");
        }

        return block.IsLast ? StartAfter(block.Position) : new SegmentTail(First, Offset + block.Length, block.Position, block.Number);
    }

    /// <summary>The tail that the last line of a segment of <paramref name="length"/> bytes tells.</summary>
    public static SegmentTail Of(long first, long length, BlockEnd end)
        => end.IsLast ? StartAfter(end.Position) : new SegmentTail(first, length, end.Position, end.Number);
}
