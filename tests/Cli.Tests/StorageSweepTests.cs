using LensGrains.Cli.Sweeps;
using LensGrains.Tests;
using Microsoft.Data.Sqlite;

namespace LensGrains.Cli.Tests;

public sealed class StorageSweepTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Yesterday = Now.AddDays(-1);
    private readonly string _data = TestFiles.NewFolder("sweep");
    private readonly StorageSweep _sweep;

    public StorageSweepTests()
    {
        var data = new DataFolder(_data);
        _sweep = new StorageSweep(data, () => SqliteStates.Read(data.Database));
        using var connection = Open();
        Execute(connection, "CREATE TABLE state (kind TEXT, key TEXT, etag TEXT, body BLOB, PRIMARY KEY (kind, key))");
        State("campaign", "sky", """{"value":{"id":"sky","knownLenses":"campaigns/sky/known-lenses/new.json"}}""");
        State("round", "sky/1", """{"value":{"campaign":"sky","number":1,"attempt":3,"trained":[{"checkpoint":"campaigns/sky/rounds/1/2/members/0/w.safetensors"}]}}""");
        Write("catalogs/sky/catalog.json", -5, """{"segments":[{"stem":"catalogs/sky/rows/000000-aa"}],"embeddings":{"e":{"segments":["catalogs/sky/embeddings/e/000000-bb.npy"]}}}""");
        string[] named =
        [
            "catalogs/sky/rows/000000-aa.jsonl", "catalogs/sky/rows/000000-aa.offsets.npy", "catalogs/sky/embeddings/e/000000-bb.npy",
            "campaigns/sky/known-lenses/new.json", "campaigns/sky/rounds/1/published.json", "campaigns/sky/rounds/1/3/scores/00000.mean.npy",
            "campaigns/sky/rounds/1/4/examples.json", "campaigns/sky/rounds/1/2/members/0/w.safetensors", "catalogs/other/rows/000000-cc.jsonl",
        ];
        foreach (var path in named)
        {
            Write(path, -5);
        }
    }

    private static string[] Planted =>
    [
        ".partial/0123", "campaigns/gone/rounds/1/1/examples.json", "campaigns/sky/known-lenses/old.json",
        "campaigns/sky/rounds/1/1/examples.json", "campaigns/sky/rounds/1/2/members/1/w.safetensors",
        "catalogs/sky/embeddings/e/000000-aa.npy", "catalogs/sky/rows/000000-a.jsonl", "catalogs/sky/rows/000000-bb.ids.npy", "catalogs/sky/tombstones/dd.npy",
    ];

    [Fact]
    public void Remove_WhenNothingNamesAFile_RemovesItAndNothingElse()
    {
        var before = Files();
        Assert.Empty(_sweep.Find(Yesterday));
        Plant();

        var found = _sweep.Find(Yesterday);
        Assert.Equal(Planted, found.Select(f => f.Path));
        Assert.Equal(before.Concat(Planted).Order(StringComparer.Ordinal), Files());

        Assert.Equal(found, _sweep.Remove(Yesterday));
        Assert.Equal(before, Files());
        Assert.Empty(_sweep.Remove(Yesterday));
    }

    [Fact]
    public void Find_WhenAnAttemptOrAHeadWasWrittenLately_LeavesAllThatItMayHaveUsed()
    {
        Plant();
        Write("campaigns/sky/rounds/1/1/late.json", -0.5);
        Write("catalogs/sky/catalog.json", -0.5, File.ReadAllText(PathOf("catalogs/sky/catalog.json")));

        var found = _sweep.Find(Yesterday).Select(f => f.Path);

        Assert.Equal(Planted.Where(p => !p.StartsWith("catalogs/sky/", StringComparison.Ordinal) && !p.Contains("/1/1/ex") || p.StartsWith("campaigns/gone", StringComparison.Ordinal)), found);
    }

    [Fact]
    public void Remove_WhenAnEarlierOneWasCutOff_PutsBackWhatIsNamedAndEndsTheRest()
    {
        var before = Files();
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(".swept/catalogs/sky/rows/x"))!);
        File.Move(PathOf("catalogs/sky/rows/000000-aa.jsonl"), PathOf(".swept/catalogs/sky/rows/000000-aa.jsonl"));
        Write(".swept/catalogs/sky/rows/000000-old.jsonl", -5);
        Write(".swept/catalogs/sky/rows/000000-renewed.jsonl", 0);

        _sweep.Remove(Yesterday);

        Assert.Equal(before.Append("catalogs/sky/rows/000000-renewed.jsonl").Order(StringComparer.Ordinal), Files());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"value":{"campaign":"sky"}}""")]
    public void Remove_WhenAStateCannotBeRead_RemovesNothing(string body)
    {
        Plant();
        State("round", "sky/2", body);
        var before = Files();

        Assert.Throws<SweepException>(() => _sweep.Remove(Yesterday));

        Assert.Equal(before, Files());
    }

    [Fact]
    public void Remove_WhenThereIsNoDatabaseOrAHeadIsBroken_RemovesNothing()
    {
        Plant();
        Write("catalogs/sky/catalog.json", -5, "{");
        Assert.Throws<SweepException>(() => _sweep.Remove(Yesterday));
        File.Delete(Path.Combine(_data, "lensgrains.db"));

        Assert.Throws<SweepException>(() => _sweep.Remove(Yesterday));

        Assert.Subset(Files().ToHashSet(), Planted.ToHashSet());
    }

    [Fact]
    public async Task Sweep_OnTheCommandLine_ListsWithDryRunAndRemovesWithout()
    {
        Plant();
        var (dry, real, again) = (new CliRun(new FakeServer()), new CliRun(new FakeServer()), new CliRun(new FakeServer()));

        Assert.Equal(0, await dry.Lens("storage", "sweep", "--data", _data, "--dry-run"));
        Assert.Equal(0, await real.Lens("storage", "sweep", "--data", _data, "--older-than", "2d", "--json"));
        Assert.Equal(0, await again.Lens("storage", "sweep", "--data", _data, "--dry-run"));

        Assert.Contains("campaigns/sky/known-lenses/old.json", dry.Out);
        Assert.Contains("9 files, 9 bytes would go", dry.Out);
        Assert.Contains("\"files\":9,\"bytes\":9", real.Out);
        Assert.Contains("0 files, 0 bytes would go", again.Out);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("d")]
    [InlineData("59m")]
    [InlineData("-1d")]
    [InlineData("1w")]
    public async Task Sweep_WhenTheAgeIsNone_IsWrongUsage(string age)
    {
        var run = new CliRun(new FakeServer());

        Assert.Equal(2, await run.Lens("storage", "sweep", "--data", _data, "--older-than", age));
    }

    private void Plant()
    {
        foreach (var path in Planted)
        {
            Write(path, -5);
        }
    }

    private string PathOf(string blob) => Path.Combine(_data, "blobs", blob);

    private string[] Files() => [.. new DataFolder(_data).Files("").Order(StringComparer.Ordinal)];

    private void Write(string blob, double daysFromNow, string content = "x")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(blob))!);
        File.WriteAllText(PathOf(blob), content);
        File.SetLastWriteTimeUtc(PathOf(blob), Now.AddDays(daysFromNow).UtcDateTime);
    }

    private void State(string kind, string key, string body)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO state VALUES ($kind, $key, '1', $body)";
        command.Parameters.AddWithValue("$kind", kind);
        command.Parameters.AddWithValue("$key", key);
        command.Parameters.AddWithValue("$body", System.Text.Encoding.UTF8.GetBytes(body));
        command.ExecuteNonQuery();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_data, "lensgrains.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
