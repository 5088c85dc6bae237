using System.Collections.Concurrent;
using LensGrains.Catalogs.Npy;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;

namespace LensGrains.Api.Scores;

/// <summary>The scores of one published round, mapped from its blobs: mean over members and standard deviation, float32.</summary>
internal sealed class RoundScores(IReadOnlyList<(MappedNpy Mean, MappedNpy Deviation)> shards)
{
    /// <summary>No round was published yet.</summary>
    public static RoundScores None { get; } = new([]);

    /// <summary>Sources scored.</summary>
    public int Count { get; } = (int)shards.Sum(s => s.Mean.Rows);

    /// <summary>Mean score, 0 to 1, or null where the source was not scored.</summary>
    public float? Score(Ordinal source) => Value(source, mean: true);

    /// <summary>Standard deviation over members, or null where the source was not scored.</summary>
    public float? Uncertainty(Ordinal source) => Value(source, mean: false);

    /// <summary>1 + number of sources with a strictly higher score.</summary>
    public int Rank(float score)
    {
        var above = 0;
        foreach (var (mean, _) in shards)
        {
            foreach (var value in mean.Elements<float>(0, (int)mean.Rows))
            {
                above += value > score ? 1 : 0;
            }
        }

        return above + 1;
    }

    private float? Value(Ordinal source, bool mean)
    {
        if (source.Shard >= shards.Count)
        {
            return null;
        }

        var column = mean ? shards[source.Shard].Mean : shards[source.Shard].Deviation;
        if (source.Row >= column.Rows)
        {
            return null;
        }

        var value = column.Elements<float>(source.Row, 1)[0];
        return float.IsFinite(value) ? value : null;
    }
}

/// <summary>Maps the score columns of rounds, each file once for the life of the process.</summary>
internal sealed class ScoreColumns(IBlobStore blobs) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<MappedNpy>>> _columns = new();

    /// <summary>The scores of <paramref name="round"/>; none where it has not been scored.</summary>
    public async Task<RoundScores> OpenAsync(RoundState? round)
    {
        if (round is null || round.Scores.Count == 0)
        {
            return RoundScores.None;
        }

        var shards = new List<(MappedNpy, MappedNpy)>(round.Scores.Count);
        foreach (var shard in round.Scores.OrderBy(s => s.Shard))
        {
            shards.Add((await ColumnAsync(shard.Mean), await ColumnAsync(shard.Deviation)));
        }

        return new RoundScores(shards);
    }

    public void Dispose()
    {
        foreach (var column in _columns.Values.Where(c => c is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            column.Value.GetAwaiter().GetResult().Dispose();
        }
    }

    private Task<MappedNpy> ColumnAsync(string path)
        => _columns.GetOrAdd(path, static (p, store) => new Lazy<Task<MappedNpy>>(() => MapAsync(store, p)), blobs).Value;

    private static async Task<MappedNpy> MapAsync(IBlobStore blobs, string path)
        => MappedNpy.Open(await blobs.GetLocalFileAsync(path) ?? throw new FileNotFoundException("A column that a published round names is gone."));
}
