using System.Collections.Concurrent;
using LensGrains.Catalogs.Npy;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Members;

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

    /// <summary>Shares of all scores in <paramref name="bins"/> equal bins over [0, 1]; they sum to 1 where anything was scored.</summary>
    public double[] Histogram(int bins)
    {
        var counts = new int[bins];
        foreach (var (mean, _) in shards)
        {
            foreach (var value in mean.Elements<float>(0, (int)mean.Rows))
            {
                if (float.IsFinite(value))
                {
                    counts[Math.Clamp((int)(value * bins), 0, bins - 1)]++;
                }
            }
        }

        var total = Math.Max(1, counts.Sum());
        return Array.ConvertAll(counts, c => (double)c / total);
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

    /// <summary>One source's score by every member of <paramref name="round"/> whose column is there.</summary>
    public async Task<IReadOnlyList<(int Serial, float Score)>> MembersAsync(RoundState round, Ordinal source, CancellationToken cancellationToken)
    {
        var scores = new List<(int, float)>();
        foreach (var member in round.Trained)
        {
            var path = MemberFiles.Scores(round.Folder, member.Serial, source.Shard);
            if (await blobs.GetLocalFileAsync(path, cancellationToken) is not null
                && await ColumnAsync(path) is { } column && source.Row < column.Rows
                && column.Elements<float>(source.Row, 1)[0] is var score && float.IsFinite(score))
            {
                scores.Add((member.Serial, score));
            }
        }

        return scores;
    }

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
