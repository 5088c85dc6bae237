using LensGrains.Bench.Harness;
using LensGrains.Core.Sky;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Scoring;

namespace LensGrains.Bench.Rounds;

/// <summary>A member over fields beside an mlp: 20,000 sources with 256 features in half a degree squared, 22 of them in a square arcminute.</summary>
internal static class FieldSuite
{
    private const int Dimensions = 256;
    private const int Sources = 20_000;
    private const int Labels = 2_000;

    public static void Run(Report report)
    {
        torch.set_num_threads(Environment.ProcessorCount);
        var random = new Random(1);
        Half[] vectors = [.. Enumerable.Range(0, Sources * Dimensions).Select(_ => (Half)(random.NextSingle() - 0.5f))];
        SkyPosition?[] positions = [.. Enumerable.Range(0, Sources).Select(_ => (SkyPosition?)new SkyPosition(10 + (random.NextDouble() / 2), random.NextDouble() / 2))];
        var everybody = Enumerable.Range(0, Sources).ToArray();
        var sky = new FieldSky(positions);
        var pool = new FieldPool(sky, Dimensions, (key, row) => Widen(vectors.AsSpan(key * Dimensions, Dimensions), row));
        var scores = new float[Sources];
        report.Time("fields.neighbours", "s", 5, _ => sky.Around(everybody, 8, 60));
        using (var field = new FieldScorer([Train(report, pool, MemberOptions.Field)]))
        {
            report.Time("fields.score", "s", 5, _ => field.Score(pool, everybody, [scores]));
        }

        using var plain = new MemberScorer([Train(report, pool, MemberOptions.Plain)]);
        report.Time("fields.score.mlp", "s", 5, _ => plain.Score(vectors, [scores]));
    }

    private static MemberCheckpoint Train(Report report, FieldPool pool, string kind)
    {
        var options = new MemberOptions { Kind = kind, MaximumEpochs = 5 };
        int[] labelled = [.. Enumerable.Range(0, Labels)];
        var set = new TrainingSet(pool.Gather(labelled), labelled.Select(i => i % 5 == 0).ToArray(), labelled)
        {
            Around = pool.Around(labelled, options.Neighbours, options.RadiusArcsec),
        };
        TrainedMember? trained = null;
        report.Time($"fields.train.{kind}", "s", 3, _ => trained = new MemberTrainer(TimeProvider.System).Train(set, options, new MemberLineage(null, "bench", 1)));
        return trained!.Checkpoint;
    }

    private static void Widen(ReadOnlySpan<Half> vector, Span<float> row) => System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(vector, row);
}
