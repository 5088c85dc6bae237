using System.Text;
using LensGrains.Core.Ports;
using LensGrains.Storage;

namespace LensGrains.Tests;

public sealed class DirectoryBlobContractTests : BlobContract
{
    private readonly string _root = TestFiles.NewFolder("blobs");

    protected override Task<IBlobStore> OpenAsync() => Task.FromResult<IBlobStore>(new DirectoryBlobStore(_root));
}

public sealed class DirectoryBlobStoreTests
{
    private readonly string _root = TestFiles.NewFolder("blobs");
    private readonly DirectoryBlobStore _blobs;

    public DirectoryBlobStoreTests() => _blobs = new DirectoryBlobStore(Path.Combine(_root, "store"));

    [Fact]
    public async Task CreateAsync_WhenThePathHasLongBeenThere_MakesItYoungAgain()
    {
        await CreateAsync("a", "first");
        var file = (await _blobs.GetLocalFileAsync("a"))!;
        var old = DateTime.UnixEpoch.AddYears(40);
        File.SetLastWriteTimeUtc(file, old);

        await CreateAsync("a", "first");

        Assert.True(File.GetLastWriteTimeUtc(file) > old.AddYears(5)); // so that no sweep takes it for forgotten
    }

    [Fact]
    public async Task CreateAsync_WhenManyCreateOnePath_OneWinsAndItsContentStays()
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => CreateAsync("a/b", $"{i}"))));

        Assert.Single(created, c => c);
        Assert.Equal($"{Array.IndexOf(created, true)}", await TextAsync("a/b"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_root, "store", ".partial")));
    }

    [Fact]
    public async Task CreateAsync_WhenWritingFails_LeavesNothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _blobs.CreateAsync("a", async (stream, token) =>
        {
            await stream.WriteAsync("half"u8.ToArray(), token);
            throw new InvalidOperationException("the source broke");
        }));

        Assert.Null(await _blobs.ReadAsync("a"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_root, "store"), "*", SearchOption.AllDirectories));
        Assert.True(await CreateAsync("a", "whole"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData(".partial/x")]
    [InlineData("a\\..\\b")]
    [InlineData("C:/x")]
    [InlineData("a\0b")]
    public async Task CreateAsync_WhenThePathLeadsElsewhere_Refuses(string path)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => CreateAsync(path, "x"));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _blobs.ReadAsync(path));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _blobs.GetLocalFileAsync(path));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _blobs.DeleteAsync(path));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _blobs.ReplaceAsync(path, new byte[1], null));
        Assert.Equal([Path.Combine(_root, "store")], Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public async Task ReplaceAsync_FromStoresOverOneFolder_OneWins()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => new DirectoryBlobStore(Path.Combine(_root, "store"))).ToArray();
        string? etag = null;
        for (var round = 0; round < 40; round++)
        {
            var expected = etag;
            var written = await Task.WhenAll(stores.Select((store, i) => Task.Run(() => store.ReplaceAsync("head", Bytes($"{round} {i}"), expected))));

            etag = Assert.Single(written, e => e is not null);
            Assert.Equal(etag, (await _blobs.ReadAsync("head"))!.Value.Etag);
        }
    }

    private Task<bool> CreateAsync(string path, string text)
        => _blobs.CreateAsync(path, (stream, token) => stream.WriteAsync(Bytes(text), token).AsTask());

    private async Task<string> TextAsync(string path) => Encoding.UTF8.GetString((await _blobs.ReadAsync(path))!.Value.Body.Span);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
