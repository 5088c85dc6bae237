using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LensGrains.Api.Answers;
using LensGrains.Api.Exports;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class ExportTests(ApiHost api)
{
    [Fact]
    public async Task Export_OfACampaignWithARound_HoldsEverythingAndHashesThatHold()
    {
        using var owner = api.Owner;
        using var ben = await api.AnnotatorAsync("ben");
        var campaign = await api.CampaignAsync(new { pageSize = 60, maximumEnsembleSize = 2, overlap = 2 });
        await QueueTests.TrainAsync(owner, campaign);
        await PostAsync(ben, $"{campaign}/labels", new { operationId = "b", kind = "import", labels = new[] { new { sourceId = "s0003", label = "non-lens", comment = "a \"spiral\", I think" } } });
        await PostAsync(owner, $"{campaign}/labels", new { operationId = "o", kind = "adjudication", labels = new[] { new { sourceId = "s0003", label = "lens" } } });
        await PostAsync(ben, $"{campaign}/sources/s0003/remarks", new { operationId = "g", grade = "B", flag = "follow-up", comment = "two images" });

        var files = await DownloadAsync(owner, $"{campaign}/export");

        var manifest = JsonNode.Parse(files["manifest.json"])!;
        Assert.Equal(["labels.csv", "manifest.json", "remarks.csv", "rounds.json", "scores.csv", "sources.csv"], files.Keys.Order());
        foreach (var file in manifest["files"]!.AsArray())
        {
            var content = files[(string)file!["name"]!];
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), (string)file["sha256"]!);
            Assert.Equal((content.Length, RowsIn((string)file["name"]!, content)), ((long)file["bytes"]!, (long)file["rows"]!));
        }

        Assert.Equal((1, "vectors", "lens"), ((int)manifest["round"]!, (string)manifest["catalog"]!, (string)manifest["positive"]!));
        Assert.Equal((string)(await GetAsync(owner, $"{campaign}/rounds/1"))["manifestHash"]!, (string)manifest["roundManifest"]!);
        Assert.Equal(60, (int)manifest["policy"]!["pageSize"]!);
        Assert.Equal(["ben", "owner"], manifest["cut"]!.AsObject().Select(p => p.Key).Order());
        Assert.Equal("published", (string)JsonNode.Parse(files["rounds.json"])![0]!["state"]!);
        Assert.Equal((Sources, Sources), (RowsIn("scores.csv", files["scores.csv"]), RowsIn("sources.csv", files["sources.csv"])));
        var labels = Lines(files["labels.csv"]);
        Assert.StartsWith("sourceId,name,annotator,origin,label,unsure,skip,comment,at,consensus,votes,agreeing,adjudicated,grade,flags,verdict,dataSet", labels[0]);
        var ofBen = labels.Single(l => l.StartsWith("s0003,s0003,ben,import,non-lens", StringComparison.Ordinal));
        Assert.Contains("\"a \"\"spiral\"\", I think\"", ofBen);
        Assert.EndsWith(",true,B,follow-up,,", ofBen);
        Assert.Contains("ben,B,follow-up,,two images", Lines(files["remarks.csv"])[1]);
    }

    [Fact]
    public async Task Export_BeforeTheFirstRound_HasEmptyScoresAndNoRound()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();

        var files = await DownloadAsync(owner, $"{campaign}/export");

        Assert.Null(JsonNode.Parse(files["manifest.json"])!["round"]);
        Assert.Empty(JsonNode.Parse(files["rounds.json"])!.AsArray());
        Assert.Equal((0, Sources), (RowsIn("scores.csv", files["scores.csv"]), RowsIn("sources.csv", files["sources.csv"])));
    }

    [Fact]
    public async Task Export_WhenTheRoundIsUnknown_Is404()
    {
        using var owner = api.Owner;
        using var answer = await owner.GetAsync("/api/v1/campaigns/vectors/export?round=9");
        Assert.Equal("urn:lensgrains:problem:unknown-round", (string)(await ReadAsync(answer, 404))["type"]!);
    }

    [Fact]
    public async Task Archive_WhileItsReaderWaits_TakesOnlySoManyOfMillionsOfRows()
    {
        const int rows = 5_000_000;
        var taken = 0;
        async IAsyncEnumerable<int> Rows()
        {
            await Task.CompletedTask;
            for (var i = 0; i < rows; i++)
            {
                taken = i;
                yield return unchecked(i * 7_919);
            }
        }

        using var stop = new CancellationTokenSource();
        var slow = new StalledStream(openBytes: 1 << 20);
        var archive = new ExportArchive(slow, DateTimeOffset.UnixEpoch.AddYears(50));
        var writing = archive.AddCsvAsync("rows.csv", new CsvLayout<int>(("value", i => i)), Rows(), stop.Token);
        await slow.Stalled;

        Assert.InRange(taken, 10_000, 500_000); // 1 MiB of them went out, some blocks are on the way, the rest was never asked for
        slow.Open();
        await writing;
        Assert.Equal((rows, rows - 1), (archive.Files.Single().Rows, taken));
    }

    [Fact]
    public async Task Archive_WhenARowFails_IsNoValidArchive()
    {
        async IAsyncEnumerable<int> Rows()
        {
            await Task.CompletedTask;
            yield return 1;
            throw new IOException("The disk is gone.");
        }

        var target = new MemoryStream();
        var archive = new ExportArchive(target, DateTimeOffset.UnixEpoch.AddYears(50));

        await Assert.ThrowsAsync<IOException>(() => archive.AddCsvAsync("rows.csv", new CsvLayout<int>(("value", i => i)), Rows(), CancellationToken.None));

        Assert.Empty(archive.Files);
        Assert.Throws<InvalidDataException>(() => new ZipArchive(new MemoryStream(target.ToArray())));
    }

    private static async Task<Dictionary<string, byte[]>> DownloadAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        Assert.Equal((200, "application/zip"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        return zip.Entries.ToDictionary(e => e.FullName, e =>
        {
            using var open = e.Open();
            var content = new MemoryStream();
            open.CopyTo(content);
            return content.ToArray();
        });
    }

    private static string[] Lines(byte[] content) => System.Text.Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static int RowsIn(string name, byte[] content)
        => name.EndsWith(".json", StringComparison.Ordinal) ? JsonNode.Parse(content)!.AsArray().Count : Lines(content).Length - 1;

    /// <summary>Takes so many bytes, then none until it is opened.</summary>
    private sealed class StalledStream(long openBytes) : MemoryStream
    {
        private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _taken;

        public Task Stalled => _stalled.Task;

        public override bool CanSeek => false;

        public void Open() => _open.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _taken += buffer.Length;
            if (_taken > openBytes)
            {
                _stalled.TrySetResult();
                await _open.Task.WaitAsync(cancellationToken);
            }
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
            => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("A server does not write without waiting.");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new InvalidOperationException("A server does not write without waiting.");
    }
}
