using LensGrains.Core.Ports;
using LensGrains.Storage;
using LensGrains.Storage.Postgres;
using Npgsql;

namespace LensGrains.Tests;

public sealed class PostgresLayoutTests
{
    [PostgresFact]
    public async Task InitializeAsync_WhenCalledAgain_ChangesNothing()
    {
        var options = await NewAsync();

        Assert.Equal(new LayoutChange(0, PostgresLayout.Current), await PostgresLayout.InitializeAsync(options));
        await using (var store = new PostgresStore(options))
        {
            await store.WriteAsync("campaign", "a", "{}"u8.ToArray(), null);
        }

        Assert.Equal(new LayoutChange(PostgresLayout.Current, PostgresLayout.Current), await PostgresLayout.InitializeAsync(options));
        await PostgresLayout.CheckAsync(options);
        await using var again = new PostgresStore(options);
        Assert.NotNull(await ((IGrainStateStore)again).ReadAsync("campaign", "a"));
    }

    [PostgresFact]
    public async Task InitializeAsync_WhenManyRunAtOnce_OneMakesTheTables()
    {
        var options = await NewAsync();

        var changes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostgresLayout.InitializeAsync(options)));

        Assert.Single(changes, c => c.Before == 0);
        Assert.All(changes, c => Assert.Equal(PostgresLayout.Current, c.After));
    }

    [PostgresFact]
    public async Task CheckAsync_WhenTheTablesAreMissing_NamesTheCommand()
    {
        var error = await Assert.ThrowsAsync<StorageLayoutException>(async () => await PostgresLayout.CheckAsync(await NewAsync()));

        Assert.Contains("./lens storage init", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task CheckAsync_WhenTheTablesAreOlder_NamesTheCommand()
    {
        var options = await NewAsync();
        await PostgresLayout.InitializeAsync(options);
        await ExecuteAsync(options, $"DELETE FROM {options.Schema}.layout WHERE version = {PostgresLayout.Current}; INSERT INTO {options.Schema}.layout VALUES (-1)");

        var error = await Assert.ThrowsAsync<StorageLayoutException>(() => PostgresLayout.CheckAsync(options));

        Assert.Contains("needs layout", error.Message, StringComparison.Ordinal);
        Assert.Contains("./lens storage init", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task CheckAsync_WhenTheTablesAreNewer_RefusesAndSoDoesInitialize()
    {
        var options = await NewAsync();
        await PostgresLayout.InitializeAsync(options);
        await ExecuteAsync(options, $"INSERT INTO {options.Schema}.layout VALUES ({PostgresLayout.Current + 1})");

        var error = await Assert.ThrowsAsync<StorageLayoutException>(() => PostgresLayout.CheckAsync(options));
        Assert.Contains($"layouts up to {PostgresLayout.Current}", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageLayoutException>(() => PostgresLayout.InitializeAsync(options));
    }

    [PostgresFact]
    public async Task Layout_WhenTheDatabaseSortsOtherwise_ComparesNamesByteByByte()
    {
        var options = await NewAsync();
        await PostgresLayout.InitializeAsync(options);

        var collations = await ScalarAsync(options, $"""
            SELECT string_agg(DISTINCT a.attname || ' ' || c.collname, ', ' ORDER BY a.attname || ' ' || c.collname)
            FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation
            WHERE a.attrelid IN ('{options.Schema}.journal'::regclass, '{options.Schema}.snapshot'::regclass, '{options.Schema}.state'::regclass)
              AND a.attname IN ('journal', 'kind', 'key')
            """);

        Assert.Equal("journal C, key C, kind C", collations);
    }

    /// <summary>The rights that the documentation names are enough to run, and to make the tables in a schema that somebody else made.</summary>
    [PostgresFact]
    public async Task Rights_WhenTheSiloHasOnlyThoseItNeeds_AreEnough()
    {
        var owner = await NewAsync();
        var (maker, silo) = (owner.Schema + "maker", owner.Schema + "silo");
        await ExecuteAsync(owner, $"""
            CREATE ROLE {maker} LOGIN; CREATE ROLE {silo} LOGIN; CREATE SCHEMA {owner.Schema} AUTHORIZATION {maker};
            """);

        await PostgresLayout.InitializeAsync(As(owner, maker));
        await ExecuteAsync(owner, $"""
            GRANT USAGE ON SCHEMA {owner.Schema} TO {silo};
            GRANT SELECT ON ALL TABLES IN SCHEMA {owner.Schema} TO {silo};
            GRANT INSERT ON {owner.Schema}.journal TO {silo};
            GRANT INSERT, UPDATE ON {owner.Schema}.snapshot TO {silo};
            GRANT INSERT, UPDATE, DELETE ON {owner.Schema}.state TO {silo};
            """);

        await PostgresLayout.CheckAsync(As(owner, silo));
        Assert.Null(await PostgresLayout.WarningAsync(As(owner, silo)));
        await using var store = new PostgresStore(As(owner, silo));
        Assert.Equal(AppendOutcome.Appended, await store.AppendAsync("a", 0, [new("entry", 1, "{}"u8.ToArray()), new("entry", 1, "{}"u8.ToArray())]));
        await store.WriteSnapshotAsync("a", new(1, 1, "{}"u8.ToArray()));
        await store.WriteSnapshotAsync("a", new(2, 1, "{}"u8.ToArray()));
        var etag = await store.WriteAsync("campaign", "a", "{}"u8.ToArray(), null);
        Assert.True(await store.ClearAsync("campaign", "a", (await store.WriteAsync("campaign", "a", "{}"u8.ToArray(), etag))!));
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(As(owner, silo), $"DELETE FROM {owner.Schema}.journal"));
    }

    [Fact]
    public async Task CheckAsync_WhenTheServerHasNoName_SaysThatItCannotBeUsed()
    {
        var nowhere = new PostgresStoreOptions { ConnectionString = "Host=database.invalid;Username=x;Password=tell-nobody;Timeout=3" };

        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => PostgresLayout.CheckAsync(nowhere));

        Assert.DoesNotContain("tell-nobody", error.ToString(), StringComparison.Ordinal);
    }

    private static PostgresStoreOptions As(PostgresStoreOptions options, string role) => new()
    {
        ConnectionString = options.ConnectionString.Replace("Username=lensgrains", "Username=" + role, StringComparison.Ordinal), Schema = options.Schema,
    };

    private static async Task<PostgresStoreOptions> NewAsync()
        => new() { ConnectionString = (await PostgresServer.SharedAsync()).ConnectionString, Schema = PostgresServer.NewSchema() };

    private static Task ExecuteAsync(PostgresStoreOptions options, string sql) => ScalarAsync(options, sql);

    private static async Task<object?> ScalarAsync(PostgresStoreOptions options, string sql)
    {
        await using var database = NpgsqlDataSource.Create(options.ConnectionString);
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
