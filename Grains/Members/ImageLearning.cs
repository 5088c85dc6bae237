using System.Text;
using LensGrains.Catalogs;
using LensGrains.Core.Ports;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Networks.Graphs;
using LensGrains.Learning.Training;
using LensGrains.Learning.Weights;

namespace LensGrains.Grains.Members;

/// <summary>How a member on images learns: every labelled image read once off the device, then trained on it.</summary>
internal sealed class ImageLearning(TrainOrder order, ImageMemberOptions options, LabelledImages set, SafeTensors? start) : ILearning
{
    public static async Task<ImageLearning> ReadAsync(
        TrainOrder order, ReadOnlyMemory<byte>? parent, IBlobStore blobs, CatalogStore catalogs, CancellationToken cancellationToken)
    {
        var options = MemberSpecs.OfImages(order.Plan.Spec) with { Seed = order.Plan.Seed };
        if (ImageMembers.TakesGraph(options.Kind))
        {
            options = options with { Graph = parent is { } before ? ImageMemberCheckpoint.Parse(before).Graph : await GraphAsync(order, options, blobs, cancellationToken) };
        }

        var start = parent ?? await PretrainedAsync(order, blobs, cancellationToken);
        string[] columns = [.. options.Columns.Select(column => column.Name)];
        var set = await TrainingInput.ReadImagesAsync(order, options.Contract, columns, blobs, catalogs, cancellationToken);
        return new ImageLearning(
            order,
            set.Columns is { } values ? options with { Columns = CatalogColumns.Scales(values.ToArray(), columns) } : options,
            set,
            start is { } file ? Arrays(file, parent is null ? order.Plan.Spec.Choices![ImageMemberOptionNames.Pretrained] : order.Plan.StartFrom!) : null);
    }

    public LearnedMember Learn(LearningRun run, CancellationToken cancellationToken)
    {
        var breaks = new ImageTrainingBreaks(run.Earlier(ImageTrainingCheckpoint.Parse), at => run.Keep(at.ToBytes), run.KeepEvery);
        if (breaks.From is { } from)
        {
            run.GoesOn(from.Position.Epochs.Count);
        }

        var trained = new ImageTrainer(run.Clock, run.Device).Train(set, options, run.Lineage, start, run.Progress, breaks, cancellationToken);
        var report = trained.Report;
        var written = MemberReport.Of(
            order, report.Epochs.Select(e => (e.Loss, e.HeldOut)), report.BestEpoch, report.Stop, report.Seconds, report.HeldOut);
        return new LearnedMember(trained.Checkpoint.ToBytes(), written with
        {
            Unread = report.Unread.Count == 0 ? null : report.Unread,
            SamplesAtOnce = report.SamplesAtOnce < options.BatchSize ? report.SamplesAtOnce : null,
        });
    }

    private static SafeTensors Arrays(ReadOnlyMemory<byte> file, string name)
    {
        try
        {
            return WeightFile.Parse(file);
        }
        catch (CheckpointException unusable)
        {
            throw new CheckpointException($"The weights '{name}' cannot be used: {unusable.Message}", unusable);
        }
    }

    /// <summary>The layers that the policy names, checked before anything else is read; a member that goes on has those of its checkpoint.</summary>
    private static async Task<LayerGraph> GraphAsync(
        TrainOrder order, ImageMemberOptions options, IBlobStore blobs, CancellationToken cancellationToken)
    {
        var name = order.Plan.Spec.Choices![ImageMemberOptionNames.Graph];
        var file = (await blobs.ReadAsync(MemberFiles.Pretrained(name), cancellationToken))?.Body
                   ?? throw new FileNotFoundException($"There is no graph '{name}' among the weights of this deployment.", name);
        try
        {
            var graph = LayerGraph.Parse(Encoding.UTF8.GetString(file.Span));
            (options with { Graph = graph }).Validate();
            return graph;
        }
        catch (LayerGraphException unusable)
        {
            throw new ArgumentException($"The graph '{name}' cannot be used: {unusable.Message}", unusable);
        }
    }

    /// <summary>The weights that the policy names, where this is a new member.</summary>
    private static async Task<ReadOnlyMemory<byte>?> PretrainedAsync(TrainOrder order, IBlobStore blobs, CancellationToken cancellationToken)
    {
        if (order.Plan.Spec.Choices?.GetValueOrDefault(ImageMemberOptionNames.Pretrained) is not { } name)
        {
            return null;
        }

        return (await blobs.ReadAsync(MemberFiles.Pretrained(name), cancellationToken))?.Body
               ?? throw new FileNotFoundException($"There are no weights '{name}' in this deployment.", name);
    }
}
