using System.Text.Json;
using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Members;
using LensGrains.Learning.Metrics;
using LensGrains.Learning.Scoring;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Experiments;

/// <summary>What a member or an ensemble finds where lenses are rare.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Name">The member, or <c>ensemble</c>.</param>
/// <param name="Lenses">Lenses that were scored.</param>
/// <param name="Others">Non-lenses that were scored.</param>
/// <param name="TprAtFpr0001">True positive rate at a false positive rate of 1e-4.</param>
/// <param name="TprAtFpr001">At 1e-3.</param>
/// <param name="Tpr0">Before the first false positive.</param>
/// <param name="Yield">At the prevalence asked for.</param>
public sealed record RareFigures(long Seed, string Name, int Lenses, int Others, double TprAtFpr0001, double TprAtFpr001, double Tpr0, RareYield Yield);

/// <summary>
/// Simulates lenses and non-lenses that nobody has seen, scores them with all members and forgets them: only scores are kept. Belongs to
/// the thread that made it.
/// </summary>
/// <param name="config">How much of which sky.</param>
/// <param name="folder">For the block that is being scored; gone afterwards.</param>
/// <param name="resources">Where and how wide it computes.</param>
internal sealed class RareSky(ExperimentConfig config, string folder, RunResources resources) : IDisposable
{
    private const int BlockRows = 256;

    private readonly Dictionary<string, ImageScorer> _images = [];
    private readonly List<(TrainingJob Job, ImageMemberCheckpoint? Image, MemberScorer? Vector)> _members = [];

    /// <summary>Scores [job][source], lenses first.</summary>
    public double[][] Score(IReadOnlyList<TrainingJob> jobs, Action<int, int> progress, CancellationToken stop)
    {
        foreach (var job in jobs)
        {
            var file = File.ReadAllBytes(job.Checkpoint);
            _members.Add(job.Member.Image is not null
                ? (job, ImageMemberCheckpoint.Of(SafeTensors.Parse(file)), null)
                : (job, null, new MemberScorer([MemberCheckpoint.Parse(file)], resources.Devices[0])));
        }

        var rare = config.Rare;
        var total = rare.Lenses + rare.Others;
        var scores = jobs.Select(_ => new double[total]).ToArray();
        for (var at = 0; at < total;)
        {
            stop.ThrowIfCancellationRequested();
            var isLens = at < rare.Lenses;
            var count = Math.Min(BlockRows, (isLens ? rare.Lenses : total) - at);
            var sky = DataStage.Sky(config.Data, isLens ? rare.Seed : rare.Seed + 1, isLens ? 1 : 0);
            ScoreBlock(sky, isLens ? at : at - rare.Lenses, at, count, scores, stop);
            at += count;
            progress(at, total);
        }

        return scores;
    }

    public void Dispose()
    {
        foreach (var scorer in _images.Values)
        {
            scorer.Dispose();
        }

        foreach (var (_, _, vector) in _members)
        {
            vector?.Dispose();
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void ScoreBlock(SkyOptions sky, int first, int at, int count, double[][] scores, CancellationToken stop)
    {
        var views = Views.Of(_members.Select(member => member.Job.Member));
        var truths = new SourceTruth[count];
        using var seen = PreparedData.Make(folder, count, row => Create(sky, first + row, out truths[row]), views, resources.DataThreads, cancellationToken: stop);
        for (var member = 0; member < _members.Count; member++)
        {
            var block = new float[count];
            var (job, image, vector) = _members[member];
            if (image is not null)
            {
                ScorerOf(job, image).Score(seen.Images(image.Contract), 0, [block], ColumnsOf(image, truths), stop);
            }
            else
            {
                vector!.Score(seen.Features([.. Enumerable.Range(0, count)]), [block], stop);
            }

            for (var i = 0; i < count; i++)
            {
                scores[member][at + i] = block[i];
            }
        }
    }

    private static Cutout Create(SkyOptions sky, int index, out SourceTruth truth)
    {
        var source = SimulatedSky.Create(sky, index);
        truth = source.Truth;
        return source.Cutout;
    }

    /// <summary>[n, k] the columns that a member takes, as the truth table has them.</summary>
    private static float[]? ColumnsOf(ImageMemberCheckpoint member, SourceTruth[] truths)
    {
        if (member.Columns.Count == 0)
        {
            return null;
        }

        var columns = member.Columns.Select(scale => TruthCsv.Columns.First(column => column.Name == scale.Name)).ToArray();
        return [.. truths.SelectMany(truth => columns.Select(column => (float)TextTable.Number(column.Value(truth))))];
    }

    private ImageScorer ScorerOf(TrainingJob job, ImageMemberCheckpoint checkpoint)
        => _images.TryGetValue(job.Stage, out var scorer) ? scorer : _images[job.Stage] = new ImageScorer([checkpoint], resources.Devices[0]);

    /// <summary>The figures of one column of scores, lenses first.</summary>
    public static RareFigures FiguresOf(long seed, string name, double[] scores, RareConfig rare)
    {
        var positives = Enumerable.Range(0, scores.Length).Select(i => i < rare.Lenses).ToArray();
        var sample = new Sample(scores, positives);
        return new RareFigures(
            seed, name, rare.Lenses, rare.Others, BinaryMetrics.TruePositiveRateAt(sample, 1e-4), BinaryMetrics.TruePositiveRateAt(sample, 1e-3),
            BinaryMetrics.TruePositiveRateBefore(sample, 1), RareYield.Of(sample, rare.Prevalence));
    }

    public static string ToJson(IReadOnlyList<RareFigures> figures) => JsonSerializer.Serialize(figures, FiguresJson.Default.IReadOnlyListRareFigures) + "\n";

    public static IReadOnlyList<RareFigures> FromJson(string text) => JsonSerializer.Deserialize(text, FiguresJson.Default.IReadOnlyListRareFigures)!;
}
