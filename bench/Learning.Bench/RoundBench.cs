using System.Diagnostics;
using LensGrains.Learning.Members;
using LensGrains.Learning.Scoring;

namespace LensGrains.Learning.Bench;

/// <summary>One measured figure.</summary>
/// <param name="Name">Its name in the reports.</param>
/// <param name="Median">Median wall-clock seconds.</param>
/// <param name="Lowest">Shortest run, seconds.</param>
/// <param name="Highest">Longest run, seconds.</param>
/// <param name="Processor">Mean processor time of a run over all threads, seconds; wall-clock times say little on a busy machine.</param>
/// <param name="Runs">How many runs.</param>
public sealed record Figure(string Name, double Median, double Lowest, double Highest, double Processor, int Runs);

/// <summary>A round as the reference system runs it: 5 members, 2,400 labels, 147,203 sources, 256 features.</summary>
public static class RoundBench
{
    private const int Dimensions = 256;
    private const int Labels = 2400;
    private const int Positives = 489;
    private const int Sources = 147_203;
    private const int Members = 5;

    /// <summary>Trains the ensemble once and scores the whole pool <paramref name="runs"/> times.</summary>
    public static IEnumerable<Figure> Run(int runs)
    {
        var set = TrainingSet();
        var trained = new List<TrainedMember>();
        yield return Measure("round.train", Math.Min(runs, 3), () => trained = Train(set));
        Console.WriteLine("epochs " + string.Join(", ", trained.Select(t => $"{t.Report.Epochs} ({t.Report.Seconds:F1} s)")));

        var pool = Pool();
        using var scorer = new MemberScorer(trained.Select(t => t.Checkpoint).ToArray());
        var columns = Enumerable.Range(0, Members).Select(_ => new float[Sources]).ToArray();
        var mean = new float[Sources];
        var deviation = new float[Sources];
        yield return Measure("round.score", runs, () =>
        {
            scorer.Score(pool, columns.Select(column => column.AsMemory()).ToArray());
            EnsembleScores.Combine(columns.Select(column => (ReadOnlyMemory<float>)column).ToArray(), mean, deviation);
        });
    }

    private static List<TrainedMember> Train(TrainingSet set)
    {
        var trainer = new MemberTrainer(TimeProvider.System);
        return Enumerable.Range(0, Members)
            .Select(member => trainer.Train(set, new MemberOptions { Seed = member, SplitSeed = 0, Fold = member }, new MemberLineage(null, "bench", 1)))
            .ToList();
    }

    // Classes that overlap, so that early stopping acts as on real labels.
    private static TrainingSet TrainingSet()
    {
        var random = new Random(1);
        var features = new float[Labels * Dimensions];
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = (float)(Normal(random) + (i / Dimensions < Positives && i % Dimensions < 16 ? 0.4 : 0));
        }

        return new TrainingSet(
            features, Enumerable.Range(0, Labels).Select(i => i < Positives).ToArray(), Enumerable.Range(0, Labels).ToArray());
    }

    private static Half[] Pool()
    {
        var random = new Random(2);
        var pool = new Half[Sources * Dimensions];
        for (var i = 0; i < pool.Length; i++)
        {
            pool[i] = (Half)(random.NextSingle() - 0.5f);
        }

        return pool;
    }

    private static Figure Measure(string name, int runs, Action work)
    {
        var seconds = new double[runs];
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        for (var run = 0; run < runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            work();
            seconds[run] = Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        Array.Sort(seconds);
        var spent = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds / runs;
        return new Figure(name, seconds[runs / 2], seconds[0], seconds[^1], spent, runs);
    }

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
