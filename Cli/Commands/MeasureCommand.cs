using System.CommandLine;
using System.Globalization;
using LensGrains.Cli.Experiments;
using LensGrains.Imaging;
using LensGrains.Learning.Experiments;
using LensGrains.Learning.Images;
using LensGrains.Learning.Physics;
using LensGrains.Learning.Training;

namespace LensGrains.Cli.Commands;

/// <summary>
/// <c>lens measure --member FILE --images FOLDER --out CSV</c>: Einstein radius, ellipticity, shear and source of the lenses in images, with errors,
/// by a physics-informed member. Without a server.
/// </summary>
internal sealed class MeasureCommand
{
    private const int ToldEvery = 256;

    private readonly Option<string> _member = new("--member") { Description = "a trained member of the kind physics or physics_narrow, a safetensors file", Required = true };
    private readonly Option<string> _images = new("--images") { Description = "a folder of images, or a CSV with ids and file names", Required = true };
    private readonly Option<string> _out = new("--out") { Description = "the table", DefaultValueFactory = _ => "measured.csv" };
    private readonly Option<bool> _refine = new("--refine") { Description = "go on from the network's estimate along the ray tracer's gradients: closer, and some hundred times slower" };
    private readonly Option<double?> _least = Numbers.Option<double>("--at-least", "score below which a source is not measured (0)", 0, 1);
    private readonly Option<double?> _seeing = Numbers.Option<double>("--seeing", "full width of the seeing at half maximum, arcseconds (the member's)", 1e-3, 60);
    private readonly Option<string> _device = new("--device") { Description = "cpu or cuda", DefaultValueFactory = _ => "cpu" };

    public static Command Build(Surroundings surroundings) => new MeasureCommand().ToCommand(surroundings);

    private Command ToCommand(Surroundings surroundings)
    {
        _device.AcceptOnlyFromAmong("cpu", "cuda");
        var command = new Command("measure", "Einstein radius, ellipticity, shear and source of the lenses in images, with errors")
        {
            _member, _images, _out, _refine, _least, _seeing, _device,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var checkpoint = ImageMemberCheckpoint.Parse(await File.ReadAllBytesAsync(parsed.GetValue(_member)!, stop));
            var options = new MeasureOptions
            {
                Refinement = parsed.GetValue(_refine) ? new RefinementOptions() : null,
                LeastScore = parsed.GetValue(_least) ?? 0,
                SeeingArcsec = parsed.GetValue(_seeing),
            };
            Measure(surroundings, checkpoint, parsed.GetValue(_images)!, parsed.GetValue(_out)!, options, parsed.GetValue(_device)!, stop);
            return 0;
        });
        return command;
    }

    private static void Measure(
        Surroundings surroundings, ImageMemberCheckpoint checkpoint, string folder, string path, MeasureOptions options, string device, CancellationToken stop)
    {
        var sources = CutoutFiles.Find(folder, stop).OrderBy(source => source.Key, StringComparer.Ordinal).ToArray();
        if (sources.Length == 0)
        {
            throw new ExperimentException($"there is no image in '{folder}'");
        }

        var images = new CutoutSource([.. sources.Select(source => source.Value)], checkpoint.Contract, ImageLimits.Default);
        using var measurer = new LensMeasurer(checkpoint, options, device);
        if (checkpoint.Contract.PixelScaleArcsec is null)
        {
            surroundings.Note("the member knows no pixel scale (train it with --pixel-scale): lengths hold where a pixel that it sees has 0.2 arcsec");
        }

        var measured = new List<LensMeasurement?>();
        try
        {
            foreach (var one in measurer.Measure(images, stop))
            {
                measured.Add(one);
                if (measured.Count % ToldEvery == 0)
                {
                    surroundings.Note($"{Count(measured.Count)} of {Count(sources.Length)}");
                }
            }
        }
        finally
        {
            MeasurementFile.Write(path, options.Refinement is not null, sources.Zip(measured, (source, one) => (source.Key, one)));
            surroundings.Line(
                $"{path}: {Count(measured.Count(one => one is { Parameters.Count: > 0 }))} of {Count(sources.Length)} sources measured, {Count(measured.Count(one => one is null))} not readable");
        }

        if (images.FirstFault is { } fault)
        {
            surroundings.Note($"the first that is not readable: {fault}");
        }
    }

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
