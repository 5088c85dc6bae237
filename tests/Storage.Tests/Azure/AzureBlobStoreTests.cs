using System.Globalization;
using LensGrains.Core.Ports;
using LensGrains.Storage.Azure.Blobs;

namespace LensGrains.Tests;

[NeedsAzurite]
public sealed class AzureBlobContractTests : BlobContract
{
    private readonly AzurePlace _place = new() { Options = new() { UploadBytes = 2_048, RetrySeconds = 0.001, RequestSeconds = 60 } };

    protected override async Task<IBlobStore> OpenAsync() => await _place.BlobsAsync(cacheFolder: TestFiles.NewFolder("cache"));
}

/// <summary>Uploads over a network that breaks, in blocks of 1 KiB.</summary>
[NeedsAzurite]
public sealed class AzureBlobStoreTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 10_000).Select(i => (byte)(i % 251))];

    private readonly AzurePlace _place = new() { Options = new() { UploadBytes = 1_024, RetrySeconds = 0.001, RequestSeconds = 60 } };

    [ProviderFact]
    public async Task CreateAsync_WhenAnAnswerIsLostAtAnyRequest_TheBlobIsWholeAndOurs()
    {
        var requests = 0;
        for (var at = 0; at <= requests; at++)
        {
            var count = 0;
            var lost = at;
            var transport = new FaultyTransport(what => count++ == lost && what.StartsWith("PUT", StringComparison.Ordinal) ? Fault.Lost : Fault.None);
            var blobs = await _place.BlobsAsync(transport);

            Assert.True(await CreateAsync(blobs, $"a/{at}"));
            requests = Math.Max(requests, Math.Min(count, 12));

            Assert.Equal(Content, (await (await _place.BlobsAsync()).ReadAsync($"a/{at}"))!.Value.Body.ToArray());
        }

        Assert.Equal(12, requests); // a look, ten blocks and the commit
    }

    [ProviderFact]
    public async Task CreateAsync_WhenItBreaksDownBeforeTheCommit_NothingIsThereAndTheNextOneCreates()
    {
        var broken = await _place.BlobsAsync(new FaultyTransport(what => what.Contains("comp=blocklist", StringComparison.Ordinal) ? Fault.Cut : Fault.None));
        await Assert.ThrowsAsync<WriteFailedException>(() => CreateAsync(broken, "a"));

        var blobs = await _place.BlobsAsync();
        Assert.Null(await blobs.ReadAsync("a"));
        await foreach (var path in blobs.ListAsync(""))
        {
            Assert.Fail(path);
        }

        Assert.Empty(Directory.EnumerateFiles(_place.CacheFolder, "*", SearchOption.AllDirectories));
        Assert.True(await CreateAsync(blobs, "a"));
    }

    [ProviderFact]
    public async Task GetLocalFileAsync_WhenItWasCreatedOrReadHere_DoesNotFetchItAgain()
    {
        var transport = new FaultyTransport(_ => Fault.None);
        var blobs = await _place.BlobsAsync(transport);
        await CreateAsync(blobs, "a");
        var requests = transport.Requests.Count;

        var file = await blobs.GetLocalFileAsync("a");
        Assert.Equal(Content, await File.ReadAllBytesAsync(file!));
        Assert.Equal(requests, transport.Requests.Count);

        var next = await _place.BlobsAsync(transport); // another process with the same folder looks at the etag, and only that
        Assert.Equal(file, await next.GetLocalFileAsync("a"));
        Assert.Equal("HEAD", Assert.Single(transport.Requests.Skip(requests)));
    }

    [ProviderFact]
    public async Task GetLocalFileAsync_WhenAnotherProcessMadeThePathAnew_GivesTheNewContent()
    {
        var blobs = await _place.BlobsAsync();
        await CreateAsync(blobs, "a");
        var other = await _place.BlobsAsync();
        await other.DeleteAsync("a");
        await other.CreateAsync("a", (stream, token) => stream.WriteAsync(new byte[] { 7 }, token).AsTask());

        var third = await _place.BlobsAsync();
        Assert.Equal([7], await File.ReadAllBytesAsync((await third.GetLocalFileAsync("a"))!));
    }

    [ProviderFact]
    public async Task GetLocalFileAsync_WhenManyAskAtOnce_FetchesOnce()
    {
        await CreateAsync(await _place.BlobsAsync(), "a");
        Directory.Delete(_place.CacheFolder, recursive: true);
        var transport = new FaultyTransport(_ => Fault.None);
        var blobs = await _place.BlobsAsync(transport);

        var files = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => blobs.GetLocalFileAsync("a")));

        Assert.Single(files.Distinct());
        Assert.Single(transport.Requests, r => r == "GET");
    }

    private static Task<bool> CreateAsync(AzureBlobStore blobs, string path)
        => blobs.CreateAsync(path, (stream, token) => stream.WriteAsync(Content, token).AsTask());
}

public sealed class LocalFileCacheTests
{
    private readonly string _folder = TestFiles.NewFolder("cache");
    private readonly FakeTime _time = new();

    [Fact]
    public async Task GetAsync_WhenThereAreTooManyBytes_DropsWhatWasHandedOutLongestAgo()
    {
        var cache = new LocalFileCache(_folder, bytes: 250, _time);
        var first = await GetAsync(cache, "first");
        _time.Advance(LocalFileCache.Grace);
        var second = await GetAsync(cache, "second");
        _time.Advance(LocalFileCache.Grace);
        Assert.Equal(first, cache.Find("first")); // used again, so that the second is now the oldest
        _time.Advance(TimeSpan.FromSeconds(1));

        var third = await GetAsync(cache, "third");

        Assert.Equal((true, false, true), (File.Exists(first), File.Exists(second), File.Exists(third)));
        Assert.Null(cache.Find("second"));
        Assert.Equal(second, await GetAsync(cache, "second"));
    }

    [Fact]
    public async Task GetAsync_WhenAllWereHandedOutJustNow_DropsNoneOfThem()
    {
        var cache = new LocalFileCache(_folder, bytes: 250, _time);

        var files = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => GetAsync(cache, i.ToString(CultureInfo.InvariantCulture))));

        Assert.All(files, f => Assert.True(File.Exists(f)));
    }

    [Fact]
    public async Task GetAsync_WhenADroppedFileIsOpen_ItsReaderKeepsIt()
    {
        var cache = new LocalFileCache(_folder, bytes: 150, _time);
        using var open = File.OpenRead(await GetAsync(cache, "first"));
        _time.Advance(LocalFileCache.Grace + TimeSpan.FromSeconds(1));

        await GetAsync(cache, "second");

        Assert.Null(cache.Find("first"));
        Assert.Equal(100, open.Read(new byte[200]));
    }

    [Fact]
    public async Task GetAsync_WhenFetchingFails_LeavesNothing()
    {
        var cache = new LocalFileCache(_folder, bytes: 250, _time);

        await Assert.ThrowsAsync<IOException>(() => cache.GetAsync("a", "1", async file =>
        {
            await File.WriteAllBytesAsync(file, new byte[50]);
            throw new IOException("the network broke");
        }, CancellationToken.None));

        Assert.Empty(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
        Assert.Null(cache.Find("a"));
    }

    private static Task<string> GetAsync(LocalFileCache cache, string path)
        => cache.GetAsync(path, "1", file => File.WriteAllBytesAsync(file, new byte[100]), CancellationToken.None);
}
