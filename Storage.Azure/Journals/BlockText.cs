using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using LensGrains.Core.Ports;

namespace LensGrains.Storage.Azure.Journals;

/// <summary>
/// The layout of a block: lines of ASCII around the entries' bodies as they were handed in, so that a segment can be read with a
/// pager and by a script of ten lines.
/// <code>
/// block 7 after 41 entries 2 bytes 78 id 8f14e45fceea167a5a36dedd4bea2543
/// page-submitted 1 26
/// {"page":"p1","note":"né"}
/// page-opened 2 13
/// {"page":"p2"}
/// end 00007 position 0000000000000000043 length 0000000225 more crc f353f187
/// </code>
/// Lengths count bytes of the body without the line feed after it; a type is percent-encoded. The last line has a fixed length, so
/// that the end of a segment can be read without the rest. <c>last</c> in place of <c>more</c> ends the segment. The check is
/// CRC-32 (ISO 3309, as in zlib) over all of the block before its eight digits.
/// </summary>
internal static class BlockText
{
    /// <summary>Bytes of a block's last line.</summary>
    public const int EndLength = 75;

    /// <summary>Largest block that the service takes.</summary>
    public const int MaximumLength = 100 << 20;

    private const int CheckLength = 8;
    private const int LongestLine = 1_024;
    private const string Last = "last";
    private const string More = "more";

    /// <summary>The bytes of an append. <paramref name="endsSegment"/> is asked with their number.</summary>
    public static byte[] Write(int number, long after, IReadOnlyList<JournalRecord> records, Guid id, Func<int, bool> endsSegment)
    {
        var content = new ArrayBufferWriter<byte>(256 * records.Count);
        foreach (var record in records)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(record.Version, nameof(records));
            Line(content, $"{Uri.EscapeDataString(record.Type)} {record.Version} {record.Body.Length}\n");
            content.Write(record.Body.Span);
            content.Write("\n"u8);
        }

        var block = new ArrayBufferWriter<byte>(content.WrittenCount + 256);
        Line(block, $"block {number} after {after} entries {records.Count} bytes {content.WrittenCount} id {id:N}\n");
        block.Write(content.WrittenSpan);
        var length = block.WrittenCount + EndLength;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaximumLength, nameof(records));
        Line(block, $"end {number:D5} position {after + records.Count:D19} length {length:D10} {(endsSegment(length) ? Last : More)} crc ");
        Line(block, $"{Crc32.HashToUInt32(block.WrittenSpan):x8}\n");
        return block.WrittenSpan.ToArray();
    }

    /// <summary>The number of bytes of the block that <paramref name="data"/> begins with; null where too little of it is there to tell.</summary>
    public static int? LengthOf(ReadOnlySpan<byte> data)
    {
        if (FirstLine(data) is not { } line)
        {
            return null;
        }

        return Head(line) is { } head ? checked(line.Length + 1 + head.Bytes + EndLength) : throw Broken("its first line is no block's");
    }

    /// <summary>The block whose bytes, neither more nor fewer, <paramref name="data"/> is.</summary>
    public static Block Read(ReadOnlyMemory<byte> data)
    {
        var line = FirstLine(data.Span) ?? throw Broken("it has no first line");
        var head = Head(line) ?? throw Broken("its first line is no block's");
        var end = ReadEnd(data.Span[^EndLength..]);
        var check = Encoding.ASCII.GetString(data.Span[^(CheckLength + 1)..^1]);
        var found = Crc32.HashToUInt32(data.Span[..^(CheckLength + 1)]).ToString("x8", CultureInfo.InvariantCulture);
        if (check != found || end.Length != data.Length || end.Number != head.Number || end.Position != head.After + head.Count)
        {
            throw Broken($"its check is {found} and should be {check}");
        }

        return new Block(head.Number, head.After, head.Count, head.Id, end.IsLast, end.Length, data.Slice(line.Length + 1, head.Bytes));
    }

    /// <summary>What the last line of a block says.</summary>
    public static BlockEnd ReadEnd(ReadOnlySpan<byte> line) => TryReadEnd(line) ?? throw Broken("its last line is no block's");

    /// <summary>
    /// The end of the last block with nothing behind <paramref name="position"/> in it, and its offset, looked for from the end of
    /// <paramref name="data"/>, where a block ends too; null where it is not there, or what is there cannot be read.
    /// </summary>
    public static (int Offset, BlockEnd End)? FindEnd(ReadOnlySpan<byte> data, long position)
    {
        for (var at = data.Length; at >= EndLength;)
        {
            if (TryReadEnd(data[(at - EndLength)..at]) is not { Length: >= EndLength } end)
            {
                return null;
            }

            if (end.Position <= position)
            {
                return (at, end);
            }

            at -= end.Length;
        }

        return null;
    }

    /// <summary>The entry that <paramref name="data"/> begins with, and the number of its bytes.</summary>
    public static (JournalRecord Record, int Length) ReadEntry(ReadOnlyMemory<byte> data)
    {
        var end = data.Span.IndexOf((byte)'\n');
        var words = end < 0 ? [] : Encoding.ASCII.GetString(data.Span[..end]).Split(' ');
        if (words is not [var type, var version, var length])
        {
            throw Broken("an entry has no first line");
        }

        var body = data.Slice(end + 1, Int(length));
        return (new JournalRecord(Uri.UnescapeDataString(type), Int(version), body), end + 1 + body.Length + 1);
    }

    private static BlockEnd? TryReadEnd(ReadOnlySpan<byte> line)
        => Encoding.ASCII.GetString(line).TrimEnd('\n').Split(' ') is
            ["end", var number, "position", var position, "length", var length, (Last or More) and var then, "crc", { Length: CheckLength }]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var p)
            && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var l)
            ? new BlockEnd(n, p, l, then == Last)
            : null;

    private static (int Number, long After, int Count, int Bytes, Guid Id)? Head(string line) => line.Split(' ') is
        ["block", var number, "after", var after, "entries", var count, "bytes", var bytes, "id", var id]
        ? (Int(number), Long(after), Int(count), Int(bytes), Guid.ParseExact(id, "N"))
        : null;

    private static string? FirstLine(ReadOnlySpan<byte> data)
    {
        var end = data[..Math.Min(data.Length, LongestLine)].IndexOf((byte)'\n');
        return end >= 0 ? Encoding.ASCII.GetString(data[..end])
            : data.Length < LongestLine ? null
            : throw Broken("its first line has no end");
    }

    private static void Line(ArrayBufferWriter<byte> target, FormattableString text)
        => Encoding.ASCII.GetBytes(text.ToString(CultureInfo.InvariantCulture), target);

    private static int Int(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static long Long(string digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static InvalidDataException Broken(string why) => new($"A block of a journal cannot be read: {why}.");
}
