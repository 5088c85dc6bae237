using System.Text;
using LensGrains.Core.Ports;

namespace LensGrains.Tests;

/// <summary>What <see cref="IBlobStore"/> promises, whoever keeps the blobs.</summary>
public abstract class BlobContract : IAsyncLifetime
{
    private IBlobStore? _blobs;

    protected IBlobStore Blobs => _blobs!;

    public virtual async Task InitializeAsync() => _blobs = await OpenAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Opens the test's own place once more, as another process would; the first call finds it empty.</summary>
    protected abstract Task<IBlobStore> OpenAsync();

    [ProviderFact]
    public async Task CreateAsync_WhenThePathIsFree_OthersFindTheWholeFile()
    {
        Assert.True(await CreateAsync("rounds/1/a.npy", "content"));

        var other = await OpenAsync();
        Assert.Equal("content", await File.ReadAllTextAsync((await other.GetLocalFileAsync("rounds/1/a.npy"))!));
        Assert.Equal("content", await File.ReadAllTextAsync((await Blobs.GetLocalFileAsync("rounds/1/a.npy"))!));
        Assert.Null(await Blobs.GetLocalFileAsync("rounds/1/b.npy"));
        Assert.Equal((7L, null), (await Blobs.LengthAsync("rounds/1/a.npy"), await Blobs.LengthAsync("rounds/1/b.npy")));
    }

    [ProviderFact]
    public async Task CreateAsync_WhenThePathExists_LeavesItAlone()
    {
        await CreateAsync("a", "first");

        Assert.False(await CreateAsync("a", "second"));
        Assert.Equal("first", await TextAsync("a"));
    }

    [ProviderFact]
    public async Task CreateAsync_WhenManyOfTwoStoresCreateOnePath_OneWinsAndItsContentStays()
    {
        var other = await OpenAsync();

        var created = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => CreateAsync("a/b", Large(i), i % 2 == 0 ? Blobs : other))));

        Assert.Equal(Large(Assert.Single(created.Index(), c => c.Item).Index), await TextAsync("a/b"));
    }

    [ProviderFact]
    public async Task CreateAsync_WhileItIsWritten_NothingIsThere()
    {
        var other = await OpenAsync();

        await Blobs.CreateAsync("a", async (stream, token) =>
        {
            await stream.WriteAsync(Bytes(Large(1)), token);
            await stream.FlushAsync(token);
            Assert.Null(await other.ReadAsync("a", token));
            Assert.Null(await other.GetLocalFileAsync("a", token));
        });

        Assert.NotNull(await other.ReadAsync("a"));
    }

    [ProviderFact]
    public async Task CreateAsync_WhenWritingFails_LeavesNothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Blobs.CreateAsync("a", async (stream, token) =>
        {
            await stream.WriteAsync("half"u8.ToArray(), token);
            throw new InvalidOperationException("the source broke");
        }));

        Assert.Null(await Blobs.ReadAsync("a"));
        Assert.Null(await Blobs.GetLocalFileAsync("a"));
        Assert.True(await CreateAsync("a", "whole"));
    }

    [ProviderFact]
    public async Task CreateAsync_WhenTheWriterGoesBack_TheFileIsAsItWasLeft()
    {
        await Blobs.CreateAsync("a", async (stream, token) =>
        {
            await stream.WriteAsync(Bytes("......, and more"), token);
            stream.Position = 0;
            await stream.WriteAsync(Bytes("header"), token);
        });

        Assert.Equal("header, and more", await TextAsync("a"));
    }

    [ProviderFact]
    public async Task Everything_WhenThePathLeadsElsewhere_Refuses()
    {
        foreach (var path in new[] { "", "/etc/passwd", "../outside", "a/../../outside", "a/./b", "a//b", "a/", ".partial/x", "a\\..\\b", "C:/x", "a\0b" })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => CreateAsync(path, "x"));
            await Assert.ThrowsAnyAsync<ArgumentException>(() => Blobs.ReadAsync(path));
            await Assert.ThrowsAnyAsync<ArgumentException>(() => Blobs.GetLocalFileAsync(path));
            await Assert.ThrowsAnyAsync<ArgumentException>(() => Blobs.DeleteAsync(path));
            await Assert.ThrowsAnyAsync<ArgumentException>(() => Blobs.ReplaceAsync(path, new byte[1], null));
        }
    }

    [ProviderFact]
    public async Task ReplaceAsync_WhenTheEtagIsStale_WritesNothing()
    {
        var first = await Blobs.ReplaceAsync("head", Bytes("1"), null);
        Assert.NotNull(first);
        Assert.Null(await Blobs.ReplaceAsync("head", Bytes("x"), null));

        var second = await Blobs.ReplaceAsync("head", Bytes("2"), first);
        Assert.Null(await Blobs.ReplaceAsync("head", Bytes("x"), first));

        Assert.Equal("2", await TextAsync("head"));
        Assert.Equal(second, (await Blobs.ReadAsync("head"))!.Value.Etag);
    }

    [ProviderFact]
    public async Task ReplaceAsync_WhenManyOfTwoStoresNameOneEtag_OneWins()
    {
        var other = await OpenAsync();
        var etag = await Blobs.ReplaceAsync("head", Bytes("start"), null);

        var written = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Task.Run(() => (i % 2 == 0 ? Blobs : other).ReplaceAsync("head", Bytes($"{i}"), etag))));

        Assert.Equal($"{Assert.Single(written.Index(), w => w.Item is not null).Index}", await TextAsync("head"));
    }

    [ProviderFact]
    public async Task ListAsync_WhenAPrefixIsGiven_GivesItsPathsInOrdinalOrder()
    {
        foreach (var path in new[] { "c/b/2", "c/b-1", "c/b/10", "c/a", "d/x", "cc", "c/é b%.npy" })
        {
            Assert.True(await CreateAsync(path, path));
        }

        Assert.Equal(["c/a", "c/b-1", "c/b/10", "c/b/2", "c/é b%.npy"], await ListAsync("c/"));
        Assert.Equal(["c/b-1", "c/b/10", "c/b/2"], await ListAsync("c/b"));
        Assert.Equal(["c/a", "c/b-1", "c/b/10", "c/b/2", "c/é b%.npy", "cc", "d/x"], await ListAsync(""));
        Assert.Empty(await ListAsync("nothing/here"));
        Assert.Equal("c/é b%.npy", await TextAsync("c/é b%.npy"));
    }

    [ProviderFact]
    public async Task DeleteAsync_WhenTheFileIsThere_RemovesItAndMakesRoomForAnother()
    {
        await CreateAsync("a/b", "x");
        Assert.NotNull(await Blobs.GetLocalFileAsync("a/b"));

        await Blobs.DeleteAsync("a/b");
        await Blobs.DeleteAsync("a/b");

        Assert.Null(await Blobs.ReadAsync("a/b"));
        Assert.Null(await Blobs.GetLocalFileAsync("a/b"));
        Assert.True(await CreateAsync("a/b", "again"));
        Assert.Equal("again", await File.ReadAllTextAsync((await Blobs.GetLocalFileAsync("a/b"))!));
    }

    protected Task<bool> CreateAsync(string path, string text, IBlobStore? by = null)
        => (by ?? Blobs).CreateAsync(path, (stream, token) => stream.WriteAsync(Bytes(text), token).AsTask());

    protected async Task<string> TextAsync(string path) => Encoding.UTF8.GetString((await Blobs.ReadAsync(path))!.Value.Body.Span);

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Long enough for several blocks, where there are blocks.</summary>
    private static string Large(int i) => string.Concat(Enumerable.Repeat($"line {i}\n", 2_000));

    private async Task<List<string>> ListAsync(string prefix)
    {
        var paths = new List<string>();
        await foreach (var path in Blobs.ListAsync(prefix))
        {
            paths.Add(path);
        }

        return paths;
    }
}
