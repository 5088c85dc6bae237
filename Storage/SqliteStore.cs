using System.Runtime.CompilerServices;
using LensGrains.Core.Ports;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LensGrains.Storage;

/// <summary>
/// Journals and grain states of one machine in one SQLite file: write-ahead log, <c>synchronous=FULL</c>, one writer that
/// commits many grains' writes together. What a completed write wrote survives SIGKILL and power loss.
/// </summary>
public sealed class SqliteStore : IJournal, IGrainStateStore, IAsyncDisposable
{
    private const int EntriesPerRead = 256;
    private const int KeysPerRead = 1024;

    private readonly SqliteStoreOptions _options;
    private readonly GroupCommitter _writer;
    private readonly ReaderPool _readers;

    /// <summary>Opens the database, creating it where it is absent.</summary>
    public SqliteStore(SqliteStoreOptions options, ILogger<SqliteStore>? logger = null)
    {
        _options = options;
        _writer = new GroupCommitter(options, logger ?? NullLogger<SqliteStore>.Instance);
        _readers = new ReaderPool(options);
    }

    /// <inheritdoc/>
    public Task<AppendOutcome> AppendAsync(string journal, long expectedPosition, IReadOnlyList<JournalRecord> records)
    {
        ArgumentException.ThrowIfNullOrEmpty(journal);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedPosition);
        return _writer.WriteAsync(writes => writes.Append(journal, expectedPosition, records));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRecord> ReadAsync(
        string journal, long after = 0, long upTo = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var last = after;
            var batch = await _readers.ReadAsync(
                connection => SqliteReads.Entries(connection, journal, last, upTo, EntriesPerRead), cancellationToken).ConfigureAwait(false);
            foreach (var entry in batch)
            {
                yield return entry;
            }

            if (batch.Count < EntriesPerRead)
            {
                yield break;
            }

            after = batch[^1].Position;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, long>> PositionsAsync(
        IReadOnlyCollection<string> journals, CancellationToken cancellationToken = default)
        => await _readers.ReadAsync(connection => SqliteReads.Positions(connection, journals), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<JournalSnapshot?> ReadSnapshotAsync(string journal, CancellationToken cancellationToken = default)
        => _readers.ReadAsync(connection => SqliteReads.Snapshot(connection, journal), cancellationToken);

    /// <inheritdoc/>
    public Task WriteSnapshotAsync(string journal, JournalSnapshot snapshot, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _writer.WriteAsync(writes =>
        {
            writes.WriteSnapshot(journal, snapshot);
            return true;
        }).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    Task<StoredState?> IGrainStateStore.ReadAsync(string kind, string key, CancellationToken cancellationToken)
        => _readers.ReadAsync(connection => SqliteReads.State(connection, kind, key), cancellationToken);

    /// <inheritdoc/>
    public Task<string?> WriteAsync(string kind, string key, ReadOnlyMemory<byte> body, string? expectedEtag)
        => _writer.WriteAsync(writes => writes.WriteState(kind, key, body, expectedEtag));

    /// <inheritdoc/>
    public Task<bool> ClearAsync(string kind, string key, string expectedEtag)
        => _writer.WriteAsync(writes => writes.ClearState(kind, key, expectedEtag));

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(
        string kind, string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? after = null;
        while (true)
        {
            var last = after;
            var batch = await _readers.ReadAsync(
                connection => SqliteReads.Keys(connection, kind, prefix, last, KeysPerRead), cancellationToken).ConfigureAwait(false);
            foreach (var key in batch)
            {
                yield return key;
            }

            if (batch.Count < KeysPerRead)
            {
                yield break;
            }

            after = batch[^1];
        }
    }

    /// <summary>
    /// Copies the database as it stands at one moment to <paramref name="targetPath"/>, while reads and writes go on.
    /// The target must not exist; it is there whole and durable, or not at all.
    /// </summary>
    public async Task BackupAsync(string targetPath, CancellationToken cancellationToken = default)
    {
        if (File.Exists(targetPath))
        {
            throw new IOException("The target of a backup must not exist yet.");
        }

        var target = Path.GetFullPath(targetPath);
        var partial = target + ".partial";
        File.Delete(partial);
        await _readers.ReadAsync(connection => Copy(connection, partial), cancellationToken).ConfigureAwait(false);
        DurableFiles.Flush(partial);
        DurableFiles.MoveNew(partial, target);
    }

    /// <summary>Finishes the writes already handed in, then closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        _readers.Dispose();
    }

    private bool Copy(SqliteConnection source, string path)
    {
        using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        target.Open();
        source.BackupDatabase(target);
        SqliteSchema.Execute(target, "PRAGMA journal_mode=DELETE");
        return true;
    }
}
