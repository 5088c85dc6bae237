using System.Diagnostics;
using System.Globalization;
using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Data;
using LensGrains.Learning.Embeddings;
using LensGrains.Learning.Images;
using LensGrains.Learning.Metrics;
using LensGrains.Learning.Networks;
using LensGrains.Learning.SelfSupervised;

namespace LensGrains.Bench.Learning;

/// <summary>
/// Embeddings beside each other: how well a logistic head reads the labels off them, by five folds dealt anew for each of five seeds. Encoders
/// are trained without labels on the very pool, each for so many minutes.
/// </summary>
internal static class EmbeddingTable
{
    private const int Seeds = 5;
    private const int Simulated = 1500;
    private const int Pixels = 48;

    /// <param name="what"><c>sim</c>, or a folder with <c>labels.csv</c> and the files that it names.</param>
    /// <param name="minutes">Of each training.</param>
    public static int Run(string what, string minutes)
    {
        var cutouts = what == "sim" ? Sky() : Folder(what);
        var positives = cutouts.Select(cutout => cutout.Positive).ToArray();
        var objects = cutouts.Select(cutout => cutout.Object).ToArray();
        var images = ImagesOf([.. cutouts.Select(cutout => cutout.Image)]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {positives.Length} sources, {positives.Count(p => p)} positives, {Pixels} pixels; load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}"));
        var byHand = cutouts.Select(cutout => Features.HandCrafted(cutout.Image)).ToArray();
        Measure("hand-made", byHand, positives, objects, "");
        using (var generator = new torch.Generator(1))
        {
            using var network = Backbones.Create("resnet18_narrow", images.Contract.Bands, Pixels, generator);
            Measure("resnet18_narrow, untrained", Embed(EncoderCheckpoint.Of(network, "resnet18_narrow", images.Contract, []), images), positives, objects, "");
        }

        foreach (var method in new[] { SelfSupervisedMethod.SimClr, SelfSupervisedMethod.Byol, SelfSupervisedMethod.Dino })
        {
            var (vectors, note) = Trained(method, images, double.Parse(minutes, CultureInfo.InvariantCulture));
            Measure(method.ToString().ToLowerInvariant(), vectors, positives, objects, note);
            Measure($"{method.ToString().ToLowerInvariant()} and hand-made", [.. vectors.Zip(byHand, (a, b) => (float[])[.. a, .. b])], positives, objects, "");
        }

        return 0;
    }

    private static (float[][] Vectors, string Note) Trained(SelfSupervisedMethod method, ImageStack images, double minutes)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var options = new SelfSupervisedOptions { Method = method, Epochs = 200, BatchSize = 128, MaximumMinutes = minutes };
        var trained = new SelfSupervisedTrainer(TimeProvider.System).Train(images, options);
        var last = trained.Report.Epochs[^1];
        var used = Process.GetCurrentProcess().TotalProcessorTime - before;
        return (Embed(trained.Encoder, images), string.Create(
            CultureInfo.InvariantCulture,
            $"{trained.Report.Outcome}, {last.Epoch} epochs, {trained.Report.Seconds:0} s, {used.TotalSeconds:0} s of processor, loss {last.Loss:0.000}, spread {last.Spread.Deviation:0.00}, effective rank {last.Spread.EffectiveRank:0.0}"));
    }

    private static float[][] Embed(EncoderCheckpoint encoder, ImageStack images)
    {
        using var network = ImageEncoder.Of(encoder);
        var rows = Enumerable.Range(0, images.Count).Select(row => (long)row).ToArray();
        return [.. new ImageEmbedder(network) { AverageOrientations = true }.Features(images, rows).Chunk(network.Width)];
    }

    private static void Measure(string name, float[][] vectors, bool[] positives, int[] objects, string note)
    {
        var flat = vectors.SelectMany(vector => vector).ToArray();
        var seeds = SeedSummary.Of(Enumerable.Range(0, Seeds).Select(seed => EmbeddingMeasure.Auroc(flat, vectors[0].Length, positives, objects, seed)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {name} | {vectors[0].Length} | {seeds.Mean:0.000} ± {seeds.StandardDeviation:0.000} | {note} |"));
    }

    private static ImageStack ImagesOf(Cutout[] cutouts)
    {
        var contract = new ImageContract { Size = Pixels };
        var images = new Half[cutouts.Length * contract.Length];
        var image = new float[contract.Length];
        for (var row = 0; row < cutouts.Length; row++)
        {
            NetworkImage.Write(cutouts[row], contract, image);
            System.Numerics.Tensors.TensorPrimitives.ConvertToHalf(image, images.AsSpan(row * contract.Length));
        }

        return ImageStack.Of(images, contract);
    }

    private static Labelled[] Sky()
        => [.. SimulatedSky.Generate(new SkyOptions { Count = Simulated, Prevalence = 0.2, Seed = 20, Mixture = SkyMixture.Full, MinimumArcSignalToNoise = 20 })
            .Select(source => new Labelled(source.Cutout, source.Truth.IsLens, source.Index))];

    private static Labelled[] Folder(string folder)
    {
        var labels = LabelTable.Read(Path.Combine(folder, "labels.csv"), "probable_G_ge_2.0");
        var objects = labels.Keys.Select(ObjectOf).Distinct().ToList();
        return [.. labels
            .Select(label => (label.Key, label.Value, Read: CutoutReader.Read([new BandFile(Path.Combine(folder, "native112", label.Key + ".png"))], ImageLimits.Default, CancellationToken.None)))
            .Where(read => read.Read.IsRead)
            .Select(read => new Labelled(read.Read.Cutout!, read.Value, objects.IndexOf(ObjectOf(read.Key))))];
    }

    // Objects that come more than once are named NAME, NAME-2 and so on.
    private static string ObjectOf(string name) => name.Split('-')[0];

    private sealed record Labelled(Cutout Image, bool Positive, int Object);
}
