using LensGrains.Storage;

namespace LensGrains.Tests;

public sealed class SqliteJournalContractTests : JournalContract
{
    private readonly string _path = SqlitePlace.New("journal");

    protected override Task<OpenStore> OpenAsync() => SqlitePlace.OpenAsync(_path);
}

public sealed class SqliteStateContractTests : StateContract
{
    private readonly string _path = SqlitePlace.New("state");

    protected override Task<OpenStore> OpenAsync() => SqlitePlace.OpenAsync(_path);
}

public sealed class SqliteDurabilityTests : DurabilityContract
{
    private readonly string _path = SqlitePlace.New("durability");

    protected override string[] AppenderArguments => ["sqlite", _path];

    protected override Task<OpenStore> OpenAsync() => SqlitePlace.OpenAsync(_path);
}

internal static class SqlitePlace
{
    public static string New(string name) => Path.Combine(TestFiles.NewFolder(name), "grains.db");

    public static Task<OpenStore> OpenAsync(string path) => Task.FromResult(OpenStore.Of(new SqliteStore(new SqliteStoreOptions { Path = path })));
}
