using System.Net.Sockets;
using System.Runtime.CompilerServices;
using LensGrains.Core.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LensGrains.Storage.Postgres;

/// <summary>
/// Journals and grain states in PostgreSQL, for any number of processes at once: the primary key of (journal, position) is the fence,
/// an etag guards a state. The tables are made by <see cref="PostgresLayout"/>, not by the store.
/// </summary>
public sealed class PostgresStore : IJournal, IGrainStateStore, IAsyncDisposable
{
    private const int EntriesPerRead = 256;
    private const int KeysPerRead = 1024;

    private readonly NpgsqlDataSource _database;
    private readonly PostgresSql _sql;
    private readonly PostgresReads _reads;
    private readonly PostgresWriter[] _writers;

    /// <summary>Opens no connection yet.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public PostgresStore(PostgresStoreOptions options, ILogger<PostgresStore>? logger = null, TimeProvider? time = null)
    {
        var log = logger ?? NullLogger<PostgresStore>.Instance;
        _database = PostgresConnections.Open(options.ConnectionString);
        _sql = new PostgresSql(options.Schema);
        _reads = new PostgresReads(_database, options.ReadPatience, time ?? TimeProvider.System, log);
        _writers = [.. Enumerable.Range(0, options.Writers).Select(_ => new PostgresWriter(_database, options.MaximumGroup, log))];
    }

    /// <inheritdoc/>
    public async Task<AppendOutcome> AppendAsync(string journal, long expectedPosition, IReadOnlyList<JournalRecord> records)
    {
        ArgumentException.ThrowIfNullOrEmpty(journal);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedPosition);
        var hasAppended = records.Count > 0
            ? await AppendSomeAsync(journal, expectedPosition, records).ConfigureAwait(false)
            : (await PositionsAsync([journal]).ConfigureAwait(false))[journal] == expectedPosition;
        return hasAppended ? AppendOutcome.Appended : AppendOutcome.Conflict;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRecord> ReadAsync(
        string journal, long after = 0, long upTo = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var batch = await _reads.RowsAsync(
                _sql.Entries, ToEntry, cancellationToken, Value(journal), Value(after), Value(upTo), Value(EntriesPerRead)).ConfigureAwait(false);
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
    {
        var rows = await _reads.RowsAsync(
            _sql.Positions, row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)), cancellationToken, Value(journals.Distinct().ToArray()))
            .ConfigureAwait(false);
        return rows.ToDictionary();
    }

    /// <inheritdoc/>
    public async Task<JournalSnapshot?> ReadSnapshotAsync(string journal, CancellationToken cancellationToken = default)
        => (await _reads.RowsAsync<JournalSnapshot?>(_sql.Snapshot, row => ToSnapshot(row), cancellationToken, Value(journal)).ConfigureAwait(false))
            .SingleOrDefault();

    /// <inheritdoc/>
    public async Task WriteSnapshotAsync(string journal, JournalSnapshot snapshot, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var command = _database.CreateCommand(_sql.WriteSnapshot); // large and a cache: it takes no turn in a group
            await using (command.ConfigureAwait(false))
            {
                command.Parameters.AddRange(new NpgsqlParameter[] { Value(journal), Value(snapshot.Position), Value(snapshot.Version), Value(snapshot.Body) });
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is NpgsqlException or SocketException)
        {
            throw new WriteFailedException("The database did not take the snapshot.", error);
        }
    }

    /// <inheritdoc/>
    async Task<StoredState?> IGrainStateStore.ReadAsync(string kind, string key, CancellationToken cancellationToken)
        => (await _reads.RowsAsync<StoredState?>(
            _sql.State, row => new StoredState(Bytes(row, 0), row.GetString(1)), cancellationToken, Value(kind), Value(key)).ConfigureAwait(false))
            .SingleOrDefault();

    /// <inheritdoc/>
    public async Task<string?> WriteAsync(string kind, string key, ReadOnlyMemory<byte> body, string? expectedEtag)
    {
        var etag = Guid.NewGuid().ToString("N");
        var hasWritten = expectedEtag is null
            ? await ChangeAsync(StateTurn(kind, key), body.Length, _sql.CreateState, Value(kind), Value(key), Value(etag), Value(body)).ConfigureAwait(false)
            : await ChangeAsync(StateTurn(kind, key), body.Length, _sql.ReplaceState, Value(kind), Value(key), Value(etag), Value(body), Value(expectedEtag)).ConfigureAwait(false);
        return hasWritten ? etag : null;
    }

    /// <inheritdoc/>
    public Task<bool> ClearAsync(string kind, string key, string expectedEtag)
        => ChangeAsync(StateTurn(kind, key), 0, _sql.ClearState, Value(kind), Value(key), Value(expectedEtag));

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(
        string kind, string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var end = KeyPrefix.End(prefix);
        string? after = null;
        while (true)
        {
            NpgsqlParameter[] values = [Value(kind), Value(after ?? prefix), Value(KeysPerRead), .. end is null ? [] : new[] { Value(end) }];
            var sql = _sql.Keys(isFirstPage: after is null, hasEnd: end is not null);
            var batch = await _reads.RowsAsync(sql, row => row.GetString(0), cancellationToken, values).ConfigureAwait(false);
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

    /// <summary>Finishes the writes already handed in, then closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_writers.Select(w => w.DisposeAsync().AsTask())).ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
    }

    private Task<bool> AppendSomeAsync(string journal, long expectedPosition, IReadOnlyList<JournalRecord> records)
        => records.Count == 1
            ? ChangeAsync(
                JournalTurn(journal), records[0].Body.Length, _sql.AppendOne,
                Value(journal), Value(expectedPosition), Value(records[0].Type), Value(records[0].Version), Value(records[0].Body))
            : ChangeAsync(
                JournalTurn(journal), records.Sum(r => (long)r.Body.Length), _sql.AppendMany,
                Value(journal), Value(expectedPosition), Value(records.Select(r => r.Type).ToArray()),
                Value(records.Select(r => r.Version).ToArray()), Value(records.Select(r => r.Body).ToArray()));

    /// <summary>True where the statement changed rows. What concerns one key goes through one lane, in the order in which it came.</summary>
    private Task<bool> ChangeAsync(string turn, long bytes, string sql, params NpgsqlParameter[] values)
    {
        var lane = (uint)string.GetHashCode(turn, StringComparison.Ordinal) % (uint)_writers.Length;
        return _writers[lane].WriteAsync(new PostgresWrite(turn, sql, values, bytes));
    }

    private static string JournalTurn(string journal) => "journal/" + journal;

    private static string StateTurn(string kind, string key) => $"state/{kind}/{key}";

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static StoredRecord ToEntry(NpgsqlDataReader row) => new(row.GetInt64(0), new(row.GetString(1), row.GetInt32(2), Bytes(row, 3)));

    private static JournalSnapshot ToSnapshot(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt32(1), Bytes(row, 2));

    private static byte[] Bytes(NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);
}
