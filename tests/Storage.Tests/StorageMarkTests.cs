using LensGrains.Storage;

namespace LensGrains.Tests;

public sealed class StorageMarkTests
{
    private readonly string _folder = TestFiles.NewFolder("mark");

    [Fact]
    public async Task Claim_WhenManySilosShareAFolder_AllAgreeAndNothingIsLeftBeside()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => StorageMark.Claim(_folder, "postgres", "sky"))));

        Assert.Equal("postgres sky", StorageMark.Read(_folder));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Claim_WhenTheFolderIsAnothers_RefusesAndLeavesIt()
    {
        StorageMark.Claim(_folder, "postgres", "sky");

        Assert.Throws<StorageLayoutException>(() => StorageMark.Claim(_folder, "postgres", "other"));
        Assert.Throws<StorageLayoutException>(() => StorageMark.Claim(_folder, "azure", "sky"));
        Assert.Throws<StorageLayoutException>(() => StorageMark.RequireNone(_folder));
        Assert.Equal("postgres sky", StorageMark.Read(_folder));
    }

    [Fact]
    public async Task Claim_WhenTheFolderHasADatabase_Refuses()
    {
        await using (new SqliteStore(new SqliteStoreOptions { Path = Path.Combine(_folder, SqliteStoreOptions.FileName) }))
        {
            Assert.Throws<StorageLayoutException>(() => StorageMark.Claim(_folder, "postgres", "sky"));
        }

        StorageMark.RequireNone(_folder);
        Assert.Null(StorageMark.Read(_folder));
    }
}
