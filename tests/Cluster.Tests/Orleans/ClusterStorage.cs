using System.Diagnostics;
using LensGrains.Core.Ports;
using LensGrains.Storage;
using LensGrains.Storage.Azure;
using LensGrains.Storage.Azure.Journals;
using LensGrains.Storage.Postgres;
using LensGrains.Tests.Server;

namespace LensGrains.Tests.Cluster;

/// <summary>Where a cluster keeps journals, states, blobs and its membership.</summary>
/// <param name="settings">What every process is told of it.</param>
/// <param name="open">The journals, given the scene.</param>
/// <param name="owned">What ends with it.</param>
internal sealed class ClusterStorage((string Name, string Value)[] settings, Func<Scene, IJournal> open, params IDisposable[] owned) : IAsyncDisposable
{
    /// <summary>Membership in the storage itself.</summary>
    public const string Store = "store";

    /// <summary>Membership and reminders in the platform's tables in PostgreSQL.</summary>
    public const string AdoNet = "adonet";

    /// <summary>Membership in the platform's table in Azure Storage.</summary>
    public const string Azure = "azure";

    public (string Name, string Value)[] Settings => settings;

    /// <summary>
    /// For how long an annotator looks at an answer. The emulator of Azure Storage reads a hundred appends a second while it writes some
    /// hundreds: annotators without thought would keep whoever starts anew from ever reading what they write.
    /// </summary>
    public TimeSpan Look { get; private init; }

    /// <summary>The data folder's SQLite.</summary>
    public static ClusterStorage Sqlite() => new([], scene => new SqliteStore(new SqliteStoreOptions { Path = scene.Database }));

    /// <summary>
    /// A schema in the PostgreSQL of this process, or in <paramref name="server"/>, its tables made by the command line client as an operator
    /// would.
    /// </summary>
    public static async Task<ClusterStorage> PostgresAsync(string membership = Store, PostgresServer? server = null)
    {
        var (connection, schema) = ((server ?? await PostgresServer.SharedAsync()).ConnectionString, PostgresServer.NewSchema());
        var platform = $"{connection};Search Path={schema}";
        await InitializeAsync(platform, schema, membership == AdoNet ? ["--orleans-sql", PlatformTablesFactAttribute.Scripts!] : []);
        return new ClusterStorage(
            [
                .. StorageSettings("postgres", connection, schema), .. MembershipSettings(membership, platform),
                ("LensGrains__Cluster__Reminders", membership == AdoNet ? AdoNet : Store),
            ],
            _ => new PostgresStore(new PostgresStoreOptions { ConnectionString = connection, Schema = schema }));
    }

    /// <summary>An Azurite of its own, with tables where the membership is there.</summary>
    public static async Task<ClusterStorage> AzuriteAsync(string membership = Store)
    {
        var azurite = await Azurite.StartAsync(TestFiles.NewFolder("azurite"), withTables: membership == Azure);
        var options = new AzureStorageOptions();
        return new ClusterStorage(
            [.. StorageSettings("azure", azurite.ConnectionString, "night"), .. MembershipSettings(membership, azurite.ConnectionString)],
            _ => new AzureBlobJournal(new AzureContainers(azurite.ConnectionString, "night", options), options, TimeProvider.System),
            azurite)
        {
            Look = TimeSpan.FromMilliseconds(100),
        };
    }

    /// <summary>Lets <paramref name="use"/> have the journals.</summary>
    public async Task WithJournalAsync(Scene scene, Func<IJournal, Task> use)
    {
        var journal = open(scene);
        await use(journal);
        if (journal is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync()
    {
        Array.ForEach(owned, o => o.Dispose());
        return ValueTask.CompletedTask;
    }

    private static (string, string)[] StorageSettings(string provider, string connection, string name) =>
    [
        ("LensGrains__Storage__Provider", provider), ("LensGrains__Storage__ConnectionString", connection), ("LensGrains__Storage__Name", name),
    ];

    private static (string, string)[] MembershipSettings(string membership, string connection) => membership == Store ? [] :
    [
        ("LensGrains__Cluster__Membership", membership), ("LensGrains__Cluster__MembershipConnectionString", connection),
    ];

    private static async Task InitializeAsync(string connection, string schema, string[] further)
    {
        string[] arguments = ["exec", ProgramFiles.Client, "storage", "init", "--provider", "postgres", "--connection", connection, "--name", schema, .. further];
        using var client = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, errors) = (client.StandardOutput.ReadToEndAsync(), client.StandardError.ReadToEndAsync());
        await client.WaitForExitAsync();
        Assert.True(client.ExitCode == 0, await said + await errors);
    }
}
