using System.Text;
using LensGrains.Core.Ports;
using LensGrains.Storage.Azure.Journals;

namespace LensGrains.Tests;

public sealed class BlockTextTests
{
    private static readonly Guid Id = Guid.ParseExact("8f14e45fceea167a5a36dedd4bea2543", "N");

    /// <summary>The check and the lengths come from tests/oracles/journal_block.py, which knows the layout and zlib only.</summary>
    private const string Example =
        """
        block 7 after 41 entries 2 bytes 78 id 8f14e45fceea167a5a36dedd4bea2543
        page-submitted 1 26
        {"page":"p1","note":"né"}
        page-opened 2 13
        {"page":"p2"}
        end 00007 position 0000000000000000043 length 0000000225 more crc f353f187

        """;

    [Fact]
    public void Write_WhenGivenTheExample_WritesItsBytes()
    {
        Assert.Equal(Example, Encoding.UTF8.GetString(Write(endsSegment: false)));
        Assert.Contains(" last crc ", Encoding.UTF8.GetString(Write(endsSegment: true)), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhenABlockWasWritten_GivesItBack()
    {
        var bytes = Write(endsSegment: true);
        Assert.Equal(bytes.Length, BlockText.LengthOf(bytes));

        var block = BlockText.Read(bytes);

        Assert.Equal((7, 41L, 43L, true, Id), (block.Number, block.After, block.Position, block.IsLast, block.Id));
        Assert.Equal(
            [(42L, "page-submitted", 1, """{"page":"p1","note":"né"}"""), (43L, "page-opened", 2, """{"page":"p2"}""")],
            block.Records().Select(r => (r.Position, r.Record.Type, r.Record.Version, Encoding.UTF8.GetString(r.Record.Body.Span))));
        Assert.Equal(new BlockEnd(7, 43, bytes.Length, true), BlockText.ReadEnd(bytes.AsSpan()[^BlockText.EndLength..]));
    }

    [Fact]
    public void Read_WhenAnyByteIsAnother_Refuses()
    {
        var bytes = Write(endsSegment: false);

        for (var i = 0; i < bytes.Length; i++)
        {
            var broken = (byte[])bytes.Clone();
            broken[i] ^= 1;
            var error = Record.Exception(() => BlockText.LengthOf(broken) == broken.Length ? BlockText.Read(broken) : throw new InvalidDataException("length"));
            Assert.True(error is InvalidDataException or FormatException, $"byte {i}: {error?.GetType().Name ?? "was read"}");
        }
    }

    [Fact]
    public void LengthOf_WhenOnlyTheBeginningIsThere_TellsOnceTheFirstLineIs()
    {
        var bytes = Write(endsSegment: false);
        var line = Array.IndexOf(bytes, (byte)'\n') + 1;

        Assert.All(Enumerable.Range(0, line), n => Assert.Null(BlockText.LengthOf(bytes.AsSpan(0, n))));
        Assert.All(Enumerable.Range(line, bytes.Length - line), n => Assert.Equal(bytes.Length, BlockText.LengthOf(bytes.AsSpan(0, n))));
    }

    [Theory]
    [InlineData(30, 3)]
    [InlineData(12, 3)]
    [InlineData(11, 2)]
    [InlineData(10, 2)]
    [InlineData(4, 1)]
    [InlineData(2, null)]
    public void FindEnd_WhenBlocksStandInARow_IsBehindTheLastThatTheReaderHas(long position, int? blocks)
    {
        byte[][] all = [.. new[] { (1, 0, 4), (2, 4, 6), (3, 10, 2) }.Select(b => Block(b.Item1, b.Item2, b.Item3))];
        byte[] data = [.. all[0][^(BlockText.EndLength + 3)..], .. all[1], .. all[2]]; // the first is cut off at its front

        var found = BlockText.FindEnd(data, position);

        var offset = BlockText.EndLength + 3 + all.Skip(1).Take((blocks ?? 0) - 1).Sum(b => b.Length);
        Assert.Equal(blocks is { } n ? (offset, n) : null, found is { } f ? (f.Offset, f.End.Number) : ((int, int)?)null);
    }

    [Fact]
    public void FindEnd_WhenNoBlockEndsThere_IsNotFound()
    {
        var data = Block(1, 0, 4);

        Assert.All(Enumerable.Range(1, data.Length), cut => Assert.Null(BlockText.FindEnd(data.AsSpan(0, data.Length - cut), long.MaxValue)));
    }

    [Theory]
    [InlineData("a type with\nlines % and é")]
    [InlineData("")]
    public void Read_WhenTheTypeIsOdd_GivesItBack(string type)
    {
        var block = BlockText.Read(BlockText.Write(1, 0, [new(type, 1, "\n\n"u8.ToArray())], Id, _ => false));

        Assert.Equal((type, "\n\n"), (block.Records().Single().Record.Type, Encoding.UTF8.GetString(block.Records().Single().Record.Body.Span)));
    }

    [Fact]
    public void Write_WhenItIsMoreThanTheServiceTakes_Refuses()
        => Assert.Throws<ArgumentOutOfRangeException>(() => BlockText.Write(1, 0, [new("large", 1, new byte[BlockText.MaximumLength])], Id, _ => false));

    private static byte[] Block(int number, long after, int entries)
        => BlockText.Write(number, after, [.. Enumerable.Range(0, entries).Select(i => new JournalRecord("t", 1, new byte[i]))], Id, _ => false);

    private static byte[] Write(bool endsSegment) => BlockText.Write(
        7,
        41,
        [new("page-submitted", 1, """{"page":"p1","note":"né"}"""u8.ToArray()), new("page-opened", 2, """{"page":"p2"}"""u8.ToArray())],
        Id,
        _ => endsSegment);
}
