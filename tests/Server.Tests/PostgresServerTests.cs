using System.Diagnostics;
using LensGrains.Storage.Postgres;

namespace LensGrains.Tests.Server;

/// <summary>The real server with journals and states in PostgreSQL, as an operator runs it.</summary>
public sealed class PostgresServerTests : IAsyncLifetime
{
    private const string Password = "tell-nobody";

    private readonly string _schema = PostgresServer.NewSchema();
    private readonly Scene _scene = new();
    private PostgresServer? _database;

    /// <summary>The tests' server asks for no password, so this one, which it ignores, must show nowhere.</summary>
    private string ConnectionString => $"{_database!.ConnectionString};Password={Password}";

    private (string, string)[] Settings =>
    [
        ("LensGrains__Storage__Provider", "postgres"), ("LensGrains__Storage__ConnectionString", ConnectionString), ("LensGrains__Storage__Name", _schema),
    ];

    public async Task InitializeAsync()
    {
        if (PostgresServer.Obstacle is null)
        {
            _database = await PostgresServer.StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        _scene.Dispose();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task Submit_WhenTheServerIsKilledAndTheDatabaseRestarted_KeepsEveryAcknowledgedLabelOnce()
    {
        Assert.Equal(0, (await LensAsync("storage", "init")).ExitCode);
        var annotators = await PrepareAsync();
        for (var kill = 0; kill < 6; kill++)
        {
            await using var server = await ServerProcess.StartAsync(_scene.Data, Settings);
            using (var owner = server.Client())
            {
                await Evidence.CheckLabelsAsync(owner, annotators);
            }

            await Evidence.CheckLeasesAsync(server, annotators);
            await LabelAsync(server, annotators, kill % 3 == 2 ? _database!.RestartAsync : server.KillAsync);
            Assert.DoesNotContain(Password, server.Log, StringComparison.Ordinal);
        }

        await using (var last = await ServerProcess.StartAsync(_scene.Data, Settings))
        {
            using var owner = last.Client();
            await Evidence.CheckLabelsAsync(owner, annotators);
        }

        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = ConnectionString, Schema = _schema });
        await Evidence.CheckJournalsAsync(store, annotators.Select(a => (a, a.Acknowledged)));
        Assert.False(File.Exists(_scene.Database));
        Assert.True(annotators.Sum(a => a.Acknowledged.Count) >= 30, "Too few submissions to mean anything.");
    }

    [PostgresFact]
    public async Task Start_WhenTheDatabaseIsNotTheSilos_SaysWhatToDoAndEnds()
    {
        var missing = await StartFailsAsync(Settings);
        Assert.Contains("./lens storage init", missing, StringComparison.Ordinal);

        var unreachable = await StartFailsAsync(
            Settings[0], ("LensGrains__Storage__ConnectionString", $"Host={_scene.Beside("nowhere")};Username=x;Password={Password}"), Settings[2]);
        Assert.Contains("PostgreSQL cannot be used", unreachable, StringComparison.Ordinal);

        var unreadable = await StartFailsAsync(Settings[0], ("LensGrains__Storage__ConnectionString", $"Host=x;Pasword={Password}"), Settings[2]);
        Assert.Contains("cannot be read", unreadable, StringComparison.Ordinal);

        Assert.Contains("ConnectionString must be set", await StartFailsAsync(Settings[0]), StringComparison.Ordinal);

        // The folder remembers whose it is: without the settings this would begin with an empty database.
        Assert.Contains("belongs to a server whose journals and states are in 'postgres", await StartFailsAsync(), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Tools_WhenJournalsAreInPostgres_WorkOrNameTheRightOne()
    {
        var first = await LensAsync("storage", "init", "--provider", "postgres");
        var second = await LensAsync("storage", "init");
        Assert.Equal((0, $"schema {_schema}: layout 1 made (before: none)"), (first.ExitCode, first.Text.Trim()));
        Assert.Equal((0, $"schema {_schema}: layout 1 is there already"), (second.ExitCode, second.Text.Trim()));
        await PrepareAsync();

        var backup = await LensAsync("backup", _scene.Beside("backup"), "--data", _scene.Data);
        Assert.Equal(1, backup.ExitCode);
        Assert.Contains("pg_dump", backup.Text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scene.Beside("backup")));

        var forgotten = Path.Combine(_scene.Data, "blobs", "campaigns", Scene.Id, "known-lenses", "old.json");
        Directory.CreateDirectory(Path.GetDirectoryName(forgotten)!);
        File.WriteAllText(forgotten, "x");
        File.SetLastWriteTimeUtc(forgotten, DateTime.UnixEpoch.AddYears(40));
        var sweep = await LensAsync("storage", "sweep", "--data", _scene.Data);
        Assert.Contains("1 files, 1 bytes gone", sweep.Text, StringComparison.Ordinal);
        Assert.False(File.Exists(forgotten));

        var doctor = await LensAsync("doctor", "--data", _scene.Data);
        Assert.Contains($"schema {_schema}, layout 1", doctor.Text, StringComparison.Ordinal);
        Assert.All([first, second, backup, sweep, doctor], said => Assert.DoesNotContain(Password, said.Text, StringComparison.Ordinal));
    }

    private async Task<ScriptedAnnotator[]> PrepareAsync()
    {
        await using var server = await ServerProcess.StartAsync(_scene.Data, Settings);
        await _scene.PrepareAsync(server, sources: 1_000, new { pageSize = 4, numSubmissionTrain = 1_000_000, leaseSeconds = 86_400 });
        var dealt = new DealtSources();
        return await Task.WhenAll(new[] { "ana", "ben", "cleo" }.Select((name, i) => Scene.AnnotatorAsync(server, name, dealt, 7 + i)));
    }

    /// <summary>All annotators at once; after a few requests something happens, and each goes on until nobody answers.</summary>
    private static async Task LabelAsync(ServerProcess server, ScriptedAnnotator[] annotators, Func<Task> happens)
    {
        var requestsLeft = 40;
        using var stop = new CancellationTokenSource();
        var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clients = annotators.Select(a => server.Client(a.Token)).ToArray();
        var labelling = annotators.Zip(clients, (annotator, client) => annotator.RunAsync(client, () =>
        {
            if (Interlocked.Decrement(ref requestsLeft) == 0)
            {
                due.SetResult();
            }
        }, stop.Token)).ToArray();
        await await Task.WhenAny(due.Task, Task.WhenAll(labelling));
        await happens();
        await stop.CancelAsync();
        await Task.WhenAll(labelling);
        Array.ForEach(clients, c => c.Dispose());
    }

    /// <summary>What a server said that did not start; it must end by itself.</summary>
    private async Task<string> StartFailsAsync(params (string, string)[] settings)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync(_scene.Data, settings));
        Assert.DoesNotContain(Password, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.Message, StringComparison.Ordinal); // a sentence, not a stack
        return error.Message;
    }

    private async Task<(int ExitCode, string Text)> LensAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", ProgramFiles.Client, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Settings)
        {
            start.Environment[name] = value;
        }

        using var client = Process.Start(start)!;
        var (output, errors) = (client.StandardOutput.ReadToEndAsync(), client.StandardError.ReadToEndAsync());
        await client.WaitForExitAsync();
        return (client.ExitCode, await output + await errors);
    }
}
