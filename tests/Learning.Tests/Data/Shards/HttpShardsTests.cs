using LensGrains.Learning.Data.Shards;
using LensGrains.Learning.Data.Streams;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Data.Shards;

public sealed class HttpShardsTests : IDisposable
{
    private const string WithRanges = "Accept-Ranges: bytes\r\nETag: \"v1\"\r\n";
    private static readonly byte[] Shard = File.ReadAllBytes(Path.Combine(TestFiles.Root, "tests", "oracles", "shards", "kinds.tar"));
    private readonly HttpClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Read_OverHttp_GivesWhatTheFileGives()
    {
        await using var server = new TinyWebServer((_, _) => TinyWebServer.Whole(Shard));

        var (keys, fault) = await ReadAsync(server.Address + "/kinds.tar");

        Assert.Null(fault);
        Assert.Equal(8, keys.Count);
    }

    [Fact]
    public async Task Read_BehindARedirect_FollowsIt()
    {
        await using var server = new TinyWebServer((request, _) => request.StartsWith("GET /moved/", StringComparison.Ordinal)
            ? TinyWebServer.Whole(Shard)
            : new TinyAnswer("HTTP/1.1 302 Found\r\nLocation: /moved/kinds.tar\r\nContent-Length: 0\r\n", ReadOnlyMemory<byte>.Empty));

        var (keys, fault) = await ReadAsync(server.Address + "/kinds.tar");

        Assert.Null(fault);
        Assert.Equal(8, keys.Count);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Read_WithABodyThatBreaksOffTwice_GoesOnWhereItEnded()
    {
        await using var server = new TinyWebServer((request, number) => number switch
        {
            0 => TinyWebServer.Whole(Shard, 9_000, WithRanges),
            1 => TinyWebServer.Rest(Shard, request, 5_000),
            _ => TinyWebServer.Rest(Shard, request),
        });

        var (keys, fault) = await ReadAsync(server.Address + "/kinds.tar");

        Assert.Null(fault);
        Assert.Equal(8, keys.Count);
        Assert.All(server.Requests.Skip(1), request => Assert.Contains("If-Range: \"v1\"", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_WithABrokenBodyAndNoRanges_NamesTheBytesAndKeepsWhatCame()
    {
        await using var server = new TinyWebServer((_, _) => TinyWebServer.Whole(Shard, 9_000));

        var (keys, fault) = await ReadAsync(server.Address + "/kinds.tar");

        Assert.Equal(DataFaultCodes.Truncated, fault!.Code);
        Assert.Contains($"after 9000 of {Shard.Length} bytes", fault.Reason, StringComparison.Ordinal);
        Assert.Contains("no ranges", fault.Reason, StringComparison.Ordinal);
        Assert.InRange(keys.Count, 1, 7);
    }

    [Fact]
    public async Task Read_WhenTheFileChangedMeanwhile_DoesNotMixTheTwo()
    {
        await using var server = new TinyWebServer((_, number) => TinyWebServer.Whole(Shard, number == 0 ? 9_000 : null, WithRanges));

        var (_, fault) = await ReadAsync(server.Address + "/kinds.tar");

        Assert.Equal(DataFaultCodes.Truncated, fault!.Code);
        Assert.Contains("changed", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WithABodyThatNeverEnds_GivesUpAfterItsAttempts()
    {
        await using var server = new TinyWebServer((request, number) => number == 0
            ? TinyWebServer.Whole(Shard, 9_000, WithRanges)
            : TinyWebServer.Rest(Shard, request, 10));

        var (_, fault) = await ReadAsync(server.Address + "/kinds.tar");

        Assert.Equal(DataFaultCodes.Truncated, fault!.Code);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData("404 Not Found", DataFaultCodes.NotFound, 1)]
    [InlineData("403 Forbidden", DataFaultCodes.Refused, 1)]
    [InlineData("503 Service Unavailable", DataFaultCodes.Refused, 4)]
    public async Task Read_WithAnotherStatus_NamesItAndTriesAgainWhereThatHelps(string status, string code, int requests)
    {
        await using var server = new TinyWebServer((_, _) => new TinyAnswer($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n", ReadOnlyMemory<byte>.Empty));

        var (_, fault) = await ReadAsync(server.Address + "/kinds.tar?token=secret");

        Assert.Equal(code, fault!.Code);
        Assert.Equal(requests, server.Requests.Count);
        Assert.DoesNotContain("secret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AfterAPassingRefusal_Succeeds()
    {
        await using var server = new TinyWebServer((_, number) => number == 0
            ? new TinyAnswer("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n", ReadOnlyMemory<byte>.Empty)
            : TinyWebServer.Whole(Shard));

        Assert.Null((await ReadAsync(server.Address + "/kinds.tar")).Fault);
    }

    [Fact]
    public async Task Read_FromNobody_NamesIt()
    {
        string address;
        await using (var server = new TinyWebServer((_, _) => TinyWebServer.Whole(Shard)))
        {
            address = server.Address;
        }

        Assert.Equal(DataFaultCodes.Unreachable, (await ReadAsync(address + "/kinds.tar")).Fault!.Code);
    }

    private async Task<(List<string> Keys, DataFault? Fault)> ReadAsync(string address)
    {
        var options = new HttpShardOptions { FirstDelay = TimeSpan.Zero };
        var set = ShardSet.Of([address], [new HttpShards(_client, options, TimeProvider.System)], new ShardOptions());
        var keys = new List<string>();
        try
        {
            await foreach (var stored in set.ReadAsync(0, 0))
            {
                Assert.NotNull(stored.Decode().Sample);
                keys.Add(stored.Key);
            }

            return (keys, null);
        }
        catch (DataFaultException broken)
        {
            return (keys, broken.Fault);
        }
    }
}
