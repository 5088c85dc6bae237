using LensGrains.Core.Ports;
using Npgsql;

namespace LensGrains.Storage.Postgres;

/// <summary>One statement that waits for its commit.</summary>
/// <param name="turn">Groups run in this order, in every process, so that two of them never wait for each other.</param>
/// <param name="sql">The statement.</param>
/// <param name="values">Its values, in their order.</param>
/// <param name="bytes">Size of what it stores, names and the protocol's words not counted.</param>
internal sealed class PostgresWrite(string turn, string sql, IReadOnlyList<NpgsqlParameter> values, long bytes)
{
    private readonly TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Turn { get; } = turn;

    public long Bytes { get; } = bytes;

    /// <summary>Once it is durable: whether the statement changed rows.</summary>
    public Task<bool> Task => _answer.Task;

    /// <summary>The statement with its values, made anew for every try.</summary>
    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value.Clone());
        }

        return command;
    }

    /// <summary>The group is committed.</summary>
    public void Succeed(bool hasChangedRows) => _answer.SetResult(hasChangedRows);

    public void Fail(Exception error)
        => _answer.SetException(new WriteFailedException("The database did not say that the write is durable.", error));
}
