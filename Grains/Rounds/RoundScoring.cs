using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using LensGrains.Catalogs.Npy;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Core.Thresholds;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Members;
using LensGrains.Learning.Scoring;

namespace LensGrains.Grains.Rounds;

/// <summary>From the members' columns to a round's scores, threshold, figures and plots. Files are only created.</summary>
public sealed class RoundScoring(IBlobStore blobs)
{
    private const int MostPoolScores = 1_000_000;

    public static int ShardsOf(RoundState state) => (state.Manifest!.Sources + Ordinal.ShardSize - 1) / Ordinal.ShardSize;

    /// <summary>Combines what the members wrote; the result names every file with its hash.</summary>
    public async Task<RoundScored> ScoreAsync(RoundState state, CancellationToken cancellationToken)
    {
        var examples = await ReadAsync(state.Examples!, RoundJson.Default.IReadOnlyListExample, cancellationToken);
        var heldOut = await HeldOutAsync(state, cancellationToken);
        var shards = new List<ShardScores>();
        var mean = new Dictionary<int, float>();
        var pool = new List<float>();
        var every = Math.Max(1, state.Manifest!.Sources / MostPoolScores);
        for (var shard = 0; shard < ShardsOf(state); shard++)
        {
            var scores = await CombineAsync(state, shard, shards, cancellationToken);
            foreach (var example in examples.Where(e => e.Source.Shard == shard))
            {
                mean[example.Source.Value] = scores[example.Source.Row];
            }

            pool.AddRange(every == 1 ? scores : scores.Where((_, row) => row % every == 0));
        }

        // What a model said of a source measures nothing.
        var scored = examples.Where(e => e.Origin != LabelOrigin.Machine).Select(e => new ScoredExample(
            e.Source, e.Positive, e.Known, Finite(mean[e.Source.Value]), heldOut.TryGetValue(e.Source, out var h) ? h : null)).ToArray();
        var thresholds = RoundThresholding.For(state.Manifest.Policy, scored, pool.ToArray());
        var census = new RoundCensus(scored, thresholds.Dividing);
        foreach (var shard in shards)
        {
            using var column = await OpenAsync(shard.Mean, cancellationToken);
            census.Add(column.Elements<float>(0, (int)column.Rows));
        }

        var gained = scored.Count(e => e.Positive) - await PositivesOfParentAsync(state, cancellationToken);
        var metrics = RoundFigures.For(census.Statistics([], gained), scored, gained);
        var plots = $"{state.Folder}/plots.json";
        await WriteAsync(plots, JsonSerializer.SerializeToUtf8Bytes(census.Plots(), RoundPlotsJson.Default.RoundPlots), cancellationToken);
        return new RoundScored(shards, thresholds, metrics, plots);
    }

    /// <summary>Writes the index through which pools and the API find the round's files.</summary>
    public Task WriteIndexAsync(RoundState state, CancellationToken cancellationToken)
    {
        var index = new PublishedRound(
            state.Number, state.Attempt, state.Thresholds?.Dividing, state.Scores, state.Plots!,
            state.Labels.GetValueOrDefault(state.Manifest!.Classes.Positive), state.Examples);
        var body = JsonSerializer.SerializeToUtf8Bytes(index, PublishedRoundJson.Default.PublishedRound);
        return WriteAsync(PublishedRound.PathFor(state.Campaign, state.Number), body, cancellationToken);
    }

    private async Task<float[]> CombineAsync(RoundState state, int shard, List<ShardScores> shards, CancellationToken cancellationToken)
    {
        var columns = new List<ReadOnlyMemory<float>>();
        foreach (var member in state.Trained)
        {
            using var column = await OpenAsync(MemberFiles.Scores(state.Folder, member.Serial, shard), cancellationToken);
            columns.Add(column.Elements<float>(0, (int)column.Rows).ToArray());
        }

        var (mean, deviation) = (new float[columns[0].Length], new float[columns[0].Length]);
        EnsembleScores.Combine(columns, mean, deviation);
        var (meanPath, deviationPath) = ($"{state.Folder}/scores/mean-{shard:D5}.npy", $"{state.Folder}/scores/deviation-{shard:D5}.npy");
        shards.Add(new ShardScores(
            shard,
            meanPath,
            await WriteColumnAsync(meanPath, mean, cancellationToken),
            deviationPath,
            await WriteColumnAsync(deviationPath, deviation, cancellationToken)));
        return mean;
    }

    /// <summary>Per source the mean score of the members that never trained on it.</summary>
    private async Task<Dictionary<Ordinal, float>> HeldOutAsync(RoundState state, CancellationToken cancellationToken)
    {
        var scores = new Dictionary<Ordinal, List<float>>();
        foreach (var member in state.Trained)
        {
            var report = await ReadAsync(member.Report, MemberReportJson.Default.MemberReport, cancellationToken);
            foreach (var source in report.HeldOut)
            {
                if (!scores.TryGetValue(source.Source, out var list))
                {
                    scores[source.Source] = list = [];
                }

                list.Add(source.Score);
            }
        }

        return scores.ToDictionary(s => s.Key, s => s.Value.Average());
    }

    private async Task<int> PositivesOfParentAsync(RoundState state, CancellationToken cancellationToken)
        => state.Parent == 0 ? 0
            : (await ReadAsync(PublishedRound.PathFor(state.Campaign, state.Parent), PublishedRoundJson.Default.PublishedRound, cancellationToken)).Positives;

    private async Task<string> WriteColumnAsync(string path, float[] column, CancellationToken cancellationToken)
    {
        await blobs.CreateAsync(path, (stream, token) => ScoreColumn.WriteAsync(stream, column, token), cancellationToken);
        await using var file = File.OpenRead((await blobs.GetLocalFileAsync(path, cancellationToken))!);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }

    private async Task<MappedNpy> OpenAsync(string path, CancellationToken cancellationToken)
        => MappedNpy.Open(await blobs.GetLocalFileAsync(path, cancellationToken) ?? throw new FileNotFoundException("A score column is missing.", path));

    private async Task<T> ReadAsync<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> layout, CancellationToken cancellationToken)
        => JsonSerializer.Deserialize(
            (await blobs.ReadAsync(path, cancellationToken) ?? throw new FileNotFoundException("A file of a round is missing.", path)).Body.Span, layout)!;

    private Task<bool> WriteAsync(string path, byte[] body, CancellationToken cancellationToken)
        => blobs.CreateAsync(path, (stream, token) => stream.WriteAsync(body, token).AsTask(), cancellationToken);

    private static float? Finite(float score) => float.IsFinite(score) ? score : null;
}

/// <summary>The layout of a round's plot file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RoundPlots))]
public sealed partial class RoundPlotsJson : JsonSerializerContext;
