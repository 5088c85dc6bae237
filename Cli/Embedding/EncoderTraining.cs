using System.Globalization;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Embeddings;
using LensGrains.Learning.Images;
using LensGrains.Learning.Jobs;
using LensGrains.Learning.SelfSupervised;

namespace LensGrains.Cli.Embedding;

/// <summary>Trains an encoder on a catalogue's images; a training that was cut off goes on at its last whole epoch.</summary>
/// <param name="request">How.</param>
/// <param name="surroundings">The clock.</param>
/// <param name="telling">Hears how far it is.</param>
internal sealed class EncoderTraining(EmbedRequest request, Surroundings surroundings, EmbedTelling telling)
{
    // Beside the blobs, not among them: it is of no use to anybody but the next run of the same command.
    private readonly string _break = Path.Combine(request.DataFolder, "embed", $"{request.Catalog}-{request.Name}.training.safetensors");

    public async Task<TrainedEncoder> RunAsync(ImageStack images, DeviceQueue queue, CancellationToken stop)
    {
        var options = request.Training;
        telling.Stage(string.Create(
            CultureInfo.InvariantCulture,
            $"training {options.Network} on {images.Count} images by {options.Method.ToString().ToLowerInvariant()}, {options.Epochs} epochs{Limit(options)}"));
        var from = Earlier();
        var trained = await queue.Enqueue(
            new JobDescription(JobKind.Train, "encoder", request.Catalog, request.Device),
            job => new SelfSupervisedTrainer(surroundings.Time, request.Device).Train(
                images, options, new Told(telling), new SelfSupervisedBreaks(from, Keep), cancellationToken: job.CancellationToken),
            stop);
        foreach (var epoch in trained.Report.Epochs.TakeLast(1))
        {
            surroundings.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"  {trained.Report.Outcome.ToString().ToLowerInvariant()} after {epoch.Epoch} epochs, {EmbedTelling.Duration(TimeSpan.FromSeconds(trained.Report.Seconds))}: {Describe(epoch)}"));
        }

        return trained.Report.Outcome is SelfSupervisedOutcome.Completed or SelfSupervisedOutcome.TimeUp
            ? trained
            : throw new EmbedException(
                $"the training {trained.Report.Outcome.ToString().ToLowerInvariant()}: nothing was stored; try another seed, a lower learning rate or the other method");
    }

    /// <summary>Forgets the break once the vectors are there.</summary>
    public void Forget() => File.Delete(_break);

    private static string Limit(SelfSupervisedOptions options)
        => options.MaximumMinutes is { } most ? string.Create(CultureInfo.InvariantCulture, $" or {most:0.#} minutes") : "";

    private static string Describe(SelfSupervisedEpoch epoch) => string.Create(
        CultureInfo.InvariantCulture,
        $"loss {epoch.Loss:0.000}, spread {epoch.Spread.Deviation:0.00}, effective rank {epoch.Spread.EffectiveRank:0.0}, {epoch.ImagesPerSecond:0} images a second");

    private SelfSupervisedCheckpoint? Earlier()
    {
        if (!File.Exists(_break))
        {
            return null;
        }

        try
        {
            var from = SelfSupervisedCheckpoint.Parse(File.ReadAllBytes(_break));
            surroundings.Note($"  an earlier run stood after epoch {from.Epochs.Count}; where it was the same, it goes on there");
            return from;
        }
        catch (CheckpointException broken)
        {
            surroundings.Note($"  an earlier run's training cannot be read ({broken.Message}); it begins anew");
            return null;
        }
    }

    private void Keep(SelfSupervisedCheckpoint checkpoint)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_break)!);
        File.WriteAllBytes(_break + ".part", checkpoint.ToBytes());
        File.Move(_break + ".part", _break, overwrite: true);
    }

    private sealed class Told(EmbedTelling telling) : IProgress<SelfSupervisedProgress>
    {
        public void Report(SelfSupervisedProgress value) => telling.Tell(() => string.Create(
            CultureInfo.InvariantCulture,
            $"  {value.Progress:P0}, epoch {value.Epoch} of {value.Epochs}, loss {value.Loss:0.000}{Last(value)}{Left(value)}"));

        private static string Last(SelfSupervisedProgress value) => value.Last is { } last
            ? string.Create(CultureInfo.InvariantCulture, $", spread {last.Spread.Deviation:0.00}, effective rank {last.Spread.EffectiveRank:0.0}, {last.ImagesPerSecond:0} images a second")
            : "";

        private static string Left(SelfSupervisedProgress value) => value.Left is { } left ? $", {EmbedTelling.Duration(left)} left" : "";
    }
}
