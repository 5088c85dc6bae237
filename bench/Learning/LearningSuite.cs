using System.Diagnostics;
using System.Globalization;
using LensGrains.Bench.Harness;
using LensGrains.Imaging;
using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Images;
using LensGrains.Learning.Members;
using LensGrains.Learning.Scoring;
using LensGrains.Learning.Training;

namespace LensGrains.Bench.Learning;

/// <summary>
/// Images a second of each published network through the trainer and the scorer, input pipeline included, and as a share of what PyTorch gets
/// out of the same kind of library with bare tensors in memory. Both take turns; ratios are of medians.
/// </summary>
internal static class LearningSuite
{
    private const int Runs = 5;
    private const int Images = 128;

    private static readonly ImageContract Contract = new() { Size = 128, Normalisation = Normalisation.Noise };

    /// <summary>A kind, how many samples a step of its training has, how many steps and images a run.</summary>
    private static readonly (string Kind, int Batch, int Steps, int Scored)[] Networks =
    [
        ("resnet18_narrow", 32, 12, 1_024),
        ("resnet18", 32, 4, 256),
        ("resnet34", 16, 4, 128),
        ("resnet50", 16, 4, 128),
        ("mobilenet_v2", 32, 4, 256),
        ("efficientnet_b0", 32, 3, 256),
        ("vit_b_16", 8, 3, 32),
    ];

    public static void Run(Report report, IReadOnlyList<string>? only)
    {
        var threads = Environment.ProcessorCount;
        torch.set_num_threads(threads);
        using var raw = RawTorch.Start(threads);
        if (raw is null)
        {
            Console.WriteLine("ratios are skipped: /usr/bin/python3 has no torch and torchvision");
        }

        var images = Draw();
        foreach (var (kind, batch, steps, scored) in Networks.Where(network => only is null || only.Contains(network.Kind)))
        {
            var member = Train(images, kind, batch, steps).Member;
            ByTurns(report, $"{kind}.train", raw, $"train {kind} {batch} {steps}", () => Train(images, kind, batch, steps).Rate);
            using var scorer = new ImageScorer([member]);
            ByTurns(report, $"{kind}.infer", raw, $"infer {kind} {scored}", () => Score(scorer, images, scored));
        }
    }

    private static void ByTurns(Report report, string name, RawTorch? raw, string request, Func<double> ours)
    {
        var (rates, others) = (new double[Runs], new double[Runs]);
        ours();
        for (var run = 0; run < Runs; run++)
        {
            rates[run] = ours();
            others[run] = raw?.Rate(request) ?? double.NaN;
        }

        report.Add(name, Quantile.Median(rates), "images/s", Runs);
        if (raw is not null)
        {
            var other = Quantile.Median(others);
            report.Add($"{name}.ratio", Quantile.Median(rates) / other, "", Runs, note: string.Create(CultureInfo.InvariantCulture, $"PyTorch {other:F1} images/s"));
        }
    }

    /// <summary>From the end of the first step to the end of the last but one: without the making of the network and the keeping of its weights.</summary>
    private static (double Rate, ImageMemberCheckpoint Member) Train(LabelledImages images, string kind, int batch, int steps)
    {
        var options = new ImageMemberOptions
        {
            Kind = kind, Contract = Contract, Epochs = 1, SamplesPerEpoch = (steps + 2) * batch, BatchSize = batch, Augmentation = Augmentation.None,
            HeldOutFraction = 0, Bootstrap = false, WarmUp = 0,
        };
        var clock = new StepClock();
        var trained = new ImageTrainer(TimeProvider.System).Train(images, options, new MemberLineage(null, "bench", 1), progress: clock);
        return (steps * batch / Stopwatch.GetElapsedTime(clock.Ends[0], clock.Ends[steps]).TotalSeconds, trained.Checkpoint);
    }

    private static double Score(ImageScorer scorer, LabelledImages images, int count)
    {
        var scores = new float[Images];
        scorer.Score(images.Images, 0, [scores.AsMemory(0, 16)]);
        var started = Stopwatch.GetTimestamp();
        for (var at = 0; at < count; at += Images)
        {
            scorer.Score(images.Images, 0, [scores.AsMemory(0, Math.Min(Images, count - at))]);
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static LabelledImages Draw()
    {
        var random = new Random(1);
        var pixels = new Half[Images * Contract.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (Half)((2 * random.NextSingle()) - 1);
        }

        var lenses = Enumerable.Range(0, Images).Select(i => i % 2 == 0).ToArray();
        return new LabelledImages(ImageStack.Of(pixels, Contract), lenses, Enumerable.Range(0, Images).ToArray());
    }

    private sealed class StepClock : IProgress<ImageTrainingProgress>
    {
        public List<long> Ends { get; } = [];

        public void Report(ImageTrainingProgress value) => Ends.Add(Stopwatch.GetTimestamp());
    }
}
