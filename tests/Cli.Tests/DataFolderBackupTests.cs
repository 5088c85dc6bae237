using LensGrains.Cli.Backups;
using LensGrains.Tests;
using Microsoft.Data.Sqlite;

namespace LensGrains.Cli.Tests;

public sealed class DataFolderBackupTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);
    private readonly string _root = TestFiles.NewFolder("backup");

    private string Data => Path.Combine(_root, "data");

    private string Backup => Path.Combine(_root, "backup");

    private string Restored => Path.Combine(_root, "restored");

    public DataFolderBackupTests()
    {
        Directory.CreateDirectory(Path.Combine(Data, "blobs"));
        File.WriteAllText(Path.Combine(Data, "blobs", "scores.npy"), "scores");
        Execute(Path.Combine(Data, "lens.db"), "PRAGMA journal_mode = WAL; CREATE TABLE labels (position INTEGER PRIMARY KEY);");
    }

    [Fact]
    public void Restore_OfABackup_BringsBackFilesAndRows()
    {
        Insert(1, 100);

        DataFolderBackup.Create(Data, Backup, Now, default);
        DataFolderBackup.Restore(Backup, Restored, default);

        Assert.Equal("scores", File.ReadAllText(Path.Combine(Restored, "blobs", "scores.npy")));
        Assert.Equal((100L, 100L), CountAndLast(Restored));
        Assert.Equal(["lens.db"], Directory.GetFiles(Restored).Select(Path.GetFileName));
    }

    [Fact]
    public void Create_WhileRowsAreWritten_HoldsAPrefixOfWhatWasWritten()
    {
        Insert(1, 50);
        using var stop = new CancellationTokenSource();
        var atLeast = CountAndLast(Data).Count;
        var writer = new Thread(() => InsertUntil(stop.Token, from: 51));
        writer.Start();

        DataFolderBackup.Create(Data, Backup, Now, default);
        stop.Cancel();
        writer.Join();

        DataFolderBackup.Restore(Backup, Restored, default);
        var (count, last) = CountAndLast(Restored);
        Assert.Equal(count, last); // no hole
        Assert.InRange(count, atLeast, CountAndLast(Data).Count);
        Assert.Equal("ok", SqliteSnapshot.Check(Path.Combine(Restored, "lens.db")));
    }

    [Fact]
    public void Create_WhileAHeadMovesOn_HoldsTheSegmentThatItsHeadNames()
    {
        using var stop = new CancellationTokenSource();
        var writer = new Thread(() => MoveHeadUntil(stop.Token));
        writer.Start();
        SpinWait.SpinUntil(() => File.Exists(Path.Combine(Data, "head")));

        DataFolderBackup.Create(Data, Backup, Now, default);
        stop.Cancel();
        writer.Join();

        var head = File.ReadAllText(Path.Combine(Backup, "data", "head"));
        Assert.True(File.Exists(Path.Combine(Backup, "data", "segments", head)), $"segment {head} is missing");
        Assert.False(Directory.Exists(Path.Combine(Backup, "data", ".partial")));
    }

    [Fact]
    public void Create_LeavesTheDataFolderAsItWas()
    {
        Insert(1, 10);
        var before = Directory.GetFiles(Data, "*", SearchOption.AllDirectories).Order().ToList();

        DataFolderBackup.Create(Data, Backup, Now, default);

        Assert.Equal(before, Directory.GetFiles(Data, "*", SearchOption.AllDirectories).Order());
        Assert.Equal(10, CountAndLast(Data).Count);
    }

    [Fact]
    public void Create_IntoAFolderThatIsNotEmpty_Refuses()
    {
        Assert.Throws<BackupException>(() => DataFolderBackup.Create(Data, Data, Now, default));
    }

    [Fact]
    public void Restore_IntoAFolderThatIsNotEmpty_RefusesAndChangesNothing()
    {
        DataFolderBackup.Create(Data, Backup, Now, default);

        Assert.Throws<BackupException>(() => DataFolderBackup.Restore(Backup, Data, default));
        Assert.True(File.Exists(Path.Combine(Data, "lens.db")));
    }

    [Fact]
    public void Restore_OfADamagedBackup_NamesTheFileAndLeavesNoDataFolder()
    {
        DataFolderBackup.Create(Data, Backup, Now, default);
        File.WriteAllText(Path.Combine(Backup, "data", "blobs", "scores.npy"), "sc0res");

        var refused = Assert.Throws<BackupException>(() => DataFolderBackup.Restore(Backup, Restored, default));

        Assert.Contains("blobs/scores.npy", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Restored));
    }

    [Fact]
    public void Restore_OfABackupThatWasCutShort_Refuses()
    {
        DataFolderBackup.Create(Data, Backup, Now, default);
        File.Delete(Path.Combine(Backup, BackupManifest.FileName));

        Assert.Throws<BackupException>(() => DataFolderBackup.Restore(Backup, Restored, default));
    }

    [Fact]
    public void Restore_OfAManifestThatNamesAFileOutside_WritesNothingThere()
    {
        DataFolderBackup.Create(Data, Backup, Now, default);
        var manifest = Path.Combine(Backup, BackupManifest.FileName);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("blobs/scores.npy", "../escaped.npy", StringComparison.Ordinal));

        Assert.Throws<BackupException>(() => DataFolderBackup.Restore(Backup, Restored, default));
        Assert.False(File.Exists(Path.Combine(_root, "escaped.npy")));
    }

    private void Insert(int first, int last)
    {
        var rows = string.Join(",", Enumerable.Range(first, last - first + 1).Select(position => $"({position})"));
        Execute(Path.Combine(Data, "lens.db"), $"INSERT INTO labels VALUES {rows}");
    }

    private void MoveHeadUntil(CancellationToken stop)
    {
        var partial = Path.Combine(Directory.CreateDirectory(Path.Combine(Data, ".partial")).FullName, "head");
        var segments = Directory.CreateDirectory(Path.Combine(Data, "segments")).FullName;
        for (var number = 1; number <= 300 && !stop.IsCancellationRequested; number++)
        {
            File.WriteAllText(Path.Combine(segments, $"{number}"), "rows");
            File.WriteAllText(partial, $"{number}");
            File.Move(partial, Path.Combine(Data, "head"), overwrite: true);
        }
    }

    private void InsertUntil(CancellationToken stop, int from)
    {
        using var connection = Open(Path.Combine(Data, "lens.db"));
        for (var position = from; !stop.IsCancellationRequested; position++)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"INSERT INTO labels VALUES ({position})";
            command.ExecuteNonQuery();
        }
    }

    private static (long Count, long Last) CountAndLast(string folder)
    {
        using var connection = Open(Path.Combine(folder, "lens.db"));
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*), max(position) FROM labels";
        using var row = command.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetInt64(1));
    }

    private static void Execute(string file, string statement)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }
}
