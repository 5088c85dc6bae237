using LensGrains.Bench.Harness;
using LensGrains.Learning.Members;
using LensGrains.Learning.Scoring;

namespace LensGrains.Bench.Rounds;

/// <summary>A round as the reference system runs it: 5 members, 2,400 labels, 147,203 sources, 256 features.</summary>
internal static class RoundSuite
{
    private const int Dimensions = 256;
    private const int Labels = 2400;
    private const int Positives = 489;
    private const int Sources = 147_203;
    private const int Members = 5;

    public static void Training(Report report)
    {
        torch.set_num_threads(Environment.ProcessorCount);
        var set = TrainingSet();
        report.Time("round.train", "s", 5, _ => Train(set));
    }

    public static void Scoring(Report report)
    {
        torch.set_num_threads(Environment.ProcessorCount);
        var trained = Train(TrainingSet());
        var pool = Pool();
        using var scorer = new MemberScorer(trained.Select(t => t.Checkpoint).ToArray());
        var columns = Enumerable.Range(0, Members).Select(_ => new float[Sources]).ToArray();
        var mean = new float[Sources];
        var deviation = new float[Sources];
        report.Time("round.score", "s", 7, _ =>
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

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
