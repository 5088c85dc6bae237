using LensGrains.Cli.Storage;
using LensGrains.Tests;

namespace LensGrains.Cli.Tests;

public sealed class StorageInitTests
{
    private readonly string _folder = TestFiles.NewFolder("scripts");
    private readonly CliRun _run = new(new FakeServer());

    [Fact]
    public async Task Init_WhenThereIsNothingToMake_IsWrongUsage()
    {
        Assert.Equal(2, await _run.Lens("storage", "init"));
        Assert.Contains("--provider postgres", _run.Error);
    }

    [Fact]
    public async Task Init_WhenNobodySaysWhere_IsWrongUsage()
    {
        Assert.Equal(2, await _run.Lens("storage", "init", "--provider", "postgres"));
        Assert.Contains("--connection", _run.Error);
    }

    [Fact]
    public async Task Init_WhenTheServerIsNotThere_FailsWithoutRepeatingThePassword()
    {
        Assert.Equal(1, await _run.Lens("storage", "init", "--provider", "postgres", "--connection", $"Host={_folder};Username=x;Password=tell-nobody"));
        Assert.NotEmpty(_run.Error);
        Assert.DoesNotContain("tell-nobody", _run.Error);
    }

    [Fact]
    public async Task Init_WhenTheConnectionStringCannotBeRead_IsWrongUsageWithoutRepeatingIt()
    {
        Assert.Equal(2, await _run.Lens("storage", "init", "--provider", "postgres", "--connection", "Host=x;Pasword=tell-nobody"));
        Assert.DoesNotContain("tell-nobody", _run.Error);
    }

    [Fact]
    public async Task Init_WhenTheAccountCannotBeRead_IsWrongUsageWithoutRepeatingIt()
    {
        Assert.Equal(2, await _run.Lens("storage", "init", "--provider", "azure"));
        Assert.Equal(2, await _run.Lens("storage", "init", "--provider", "azure", "--connection", "AccountName=x;AccountKey=tell-nobody"));
        Assert.DoesNotContain("tell-nobody", _run.Error);
    }

    [AzuriteFact]
    public async Task Init_OnAzurite_MakesContainersOnce()
    {
        var name = Azurite.NewName();
        _run.Environment["LensGrains__Storage__ConnectionString"] = (await Azurite.SharedAsync()).ConnectionString;

        Assert.Equal(0, await _run.Lens("storage", "init", "--provider", "azure", "--name", name));
        Assert.Equal(0, await _run.Lens("storage", "init", "--provider", "azure", "--name", name));

        Assert.Contains($"made {name}-journals, {name}-snapshots, {name}-states, {name}-blobs", _run.Out);
        Assert.Contains("are there already", _run.Out);
    }

    [Fact]
    public async Task Init_WhenAScriptIsUnknown_ChangesNothing()
    {
        WriteScripts();

        // There is no server either: had it got that far, it would say so.
        Assert.Equal(1, await _run.Lens("storage", "init", "--provider", "postgres", "--connection", $"Host={_folder}", "--orleans-sql", _folder));

        Assert.Contains($"SHA-256 {OrleansScripts.HashOf(MainScript)}", _run.Error);
        Assert.Contains("--accept-unknown", _run.Error);
    }

    [Fact]
    public void Read_WhenAScriptIsMissing_NamesIt()
    {
        WriteScripts();
        File.Delete(Path.Combine(_folder, "PostgreSQL-Reminders.sql"));

        Assert.Contains("PostgreSQL-Reminders.sql", Assert.Throws<ScriptException>(() => OrleansScripts.Read(_folder, acceptUnknown: true)).Message);
    }

    [Fact]
    public void Read_WhenAScriptIsThereTwice_TakesItIfBothAreTheSame()
    {
        WriteScripts();
        var other = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName, "PostgreSQL-Main.sql");
        File.WriteAllText(other, MainScript.ReplaceLineEndings("\r\n"));
        OrleansScripts.Read(_folder, acceptUnknown: true);

        File.AppendAllText(other, "-- another");

        Assert.Contains("several", Assert.Throws<ScriptException>(() => OrleansScripts.Read(_folder, acceptUnknown: true)).Message);
    }

    [PostgresFact]
    public async Task Init_WhenScriptsAreAccepted_AppliesEachOnceAndWhole()
    {
        var server = await PostgresServer.SharedAsync();
        var schema = PostgresServer.NewSchema();
        WriteScripts(clustering: "CREATE TABLE orleansmembershiptable (id int); SELECT 1 / 0;");
        string[] arguments =
        [
            "storage", "init", "--provider", "postgres", "--name", schema, "--connection", $"{server.ConnectionString};Search Path={schema}",
            "--orleans-sql", _folder, "--accept-unknown",
        ];
        Assert.Equal(1, await _run.Lens(arguments));
        Assert.Contains("division by zero", _run.Error);
        WriteScripts();
        var (again, json) = (new CliRun(new FakeServer()), new CliRun(new FakeServer()));

        Assert.Equal(0, await again.Lens(arguments));
        Assert.Equal(0, await json.Lens([.. arguments, "--json"]));

        Assert.Equal(
            [$"schema {schema}: layout 1 is there already", "PostgreSQL-Main.sql: was applied already", "PostgreSQL-Clustering.sql: applied", "PostgreSQL-Reminders.sql: applied"],
            again.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Contains("\"isNew\":false", json.Out);
        Assert.DoesNotContain("\"isNew\":true", json.Out);
    }

    /// <summary>Orleans' own scripts, which are not ours to ship: <c>LENS_ORLEANS_SQL</c> says where they are.</summary>
    [OrleansScriptsFact]
    public async Task Init_WithOrleansOwnScripts_KnowsAndAppliesThem()
    {
        var server = await PostgresServer.SharedAsync();
        var schema = PostgresServer.NewSchema();
        string[] arguments =
        [
            "storage", "init", "--provider", "postgres", "--name", schema, "--connection", $"{server.ConnectionString};Search Path={schema}",
            "--orleans-sql", OrleansScriptsFactAttribute.Folder!,
        ];
        var again = new CliRun(new FakeServer());

        Assert.True(await _run.Lens(arguments) == 0, _run.Error);
        Assert.Equal(0, await again.Lens(arguments));

        Assert.Contains("PostgreSQL-Clustering.sql: applied", _run.Out);
        Assert.Contains("PostgreSQL-Reminders.sql: applied", _run.Out);
        Assert.DoesNotContain(": applied", again.Out);
    }

    private const string MainScript = "CREATE TABLE orleansquery (querykey text);\n";

    private void WriteScripts(string clustering = "CREATE TABLE orleansmembershiptable (id int);")
    {
        File.WriteAllText(Path.Combine(_folder, "PostgreSQL-Main.sql"), MainScript);
        File.WriteAllText(Path.Combine(_folder, "PostgreSQL-Clustering.sql"), clustering);
        File.WriteAllText(Path.Combine(_folder, "PostgreSQL-Reminders.sql"), "CREATE TABLE orleansreminderstable (id int);");
    }
}

/// <summary>Needs PostgreSQL, and Orleans' scripts where <c>LENS_ORLEANS_SQL</c> says.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OrleansScriptsFactAttribute : FactAttribute
{
    public OrleansScriptsFactAttribute()
        => Skip = PostgresServer.Obstacle ?? (Folder is null ? "LENS_ORLEANS_SQL names no folder with Orleans' SQL scripts" : null);

    public static string? Folder { get; } = Environment.GetEnvironmentVariable("LENS_ORLEANS_SQL");
}
