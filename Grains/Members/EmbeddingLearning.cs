using LensGrains.Catalogs;
using LensGrains.Core.Ports;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Learning.Members;

namespace LensGrains.Grains.Members;

/// <summary>How a member on embeddings learns: read off the device, train on it.</summary>
internal sealed class EmbeddingLearning(TrainOrder order, TrainingSet set, MemberCheckpoint? parent) : ILearning
{
    private const int ScaleSample = 20_000;

    public static async Task<EmbeddingLearning> ReadAsync(
        TrainOrder order, ReadOnlyMemory<byte>? parent, IBlobStore blobs, CatalogStore catalogs, CancellationToken cancellationToken) => new(
            order,
            await TrainingInput.ReadAsync(order, blobs, catalogs, ScaleSample, cancellationToken),
            parent is { } file ? MemberCheckpoint.Parse(file) : null);

    public LearnedMember Learn(LearningRun run, CancellationToken cancellationToken)
    {
        var breaks = new TrainingBreaks(run.Earlier(TrainingCheckpoint.Parse), at => run.Keep(at.ToBytes), run.KeepEvery);
        if (breaks.From is { } from)
        {
            run.GoesOn(from.Losses.Count);
        }

        var trained = new MemberTrainer(run.Clock, run.Device).Train(
            set, MemberSpecs.OfEmbeddings(order.Plan.Spec) with { Seed = order.Plan.Seed },
            run.Lineage with { Features = order.Manifest.Embedding }, parent, run.Progress, breaks, cancellationToken);
        var report = trained.Report;
        return new LearnedMember(
            trained.Checkpoint.ToBytes(),
            MemberReport.Of(order, report.Losses.Select(l => (l.Train, l.HeldOut)), report.BestEpoch, report.Stop, report.Seconds, report.HeldOut));
    }
}
