using System.CommandLine;
using System.Globalization;
using LensGrains.Cli.Datasets;
using LensGrains.Learning.Data;
using LensGrains.Learning.Data.Hdf5;
using LensGrains.Learning.Data.Streams;

namespace LensGrains.Cli.Commands;

/// <summary><c>lens dataset check | describe FILES</c>: reads a data set through and tells what is in it, and what is wrong with it.</summary>
internal static class DatasetReadCommand
{
    public static Command Build(Surroundings surroundings, string name, string description)
    {
        var files = new Argument<string[]>("files")
        {
            Description = "tar shards with brace ranges, local or http(s), or one .h5 file", Arity = ArgumentArity.OneOrMore,
        };
        var images = new Option<string?>("--images") { Description = "HDF5: the array of images (default: Galaxy10's layout)" };
        var labels = new Option<string?>("--labels") { Description = "HDF5: the array of labels" };
        var classes = new Option<string?>("--classes") { Description = "names of the classes from 0 on, with commas, where labels are words" };
        var json = CommonOptions.Json();
        var command = new Command(name, description) { files, images, labels, classes, json };
        command.SetAction(async (parsed, stop) =>
        {
            using var client = new HttpClient(surroundings.Network, disposeHandler: false);
            using var source = Open(parsed.GetValue(files)!, Layout(parsed.GetValue(images), parsed.GetValue(labels)), parsed.GetValue(classes), client, surroundings.Time);
            var stream = new SampleStream(source.Samples, new StreamOptions { Order = SampleOrder.AsStored });
            var summary = await DatasetSummary.OfAsync(source.Samples.Blocks.Count, stream, stop);
            Print(surroundings, summary, parsed.GetValue(json));
            return name == "check" && (summary.Faults > 0 || summary.Samples == 0) ? 1 : 0;
        });
        return command;
    }

    private static Hdf5Layout Layout(string? images, string? labels)
        => images is null && labels is null ? Hdf5Layout.Galaxy10 : new Hdf5Layout { Images = images ?? "images", Labels = labels };

    private static PackedFiles Open(string[] files, Hdf5Layout layout, string? classes, HttpClient client, TimeProvider time)
    {
        try
        {
            return PackedFiles.Open(files, layout, classes?.Split(',') ?? [], client, time);
        }
        catch (ArgumentException unfit)
        {
            throw new UsageException(unfit.Message);
        }
    }

    private static void Print(Surroundings surroundings, DatasetSummary summary, bool asJson)
    {
        foreach (var fault in summary.ListedFaults)
        {
            surroundings.Note($"{fault.Block}{(fault.Key is null ? "" : $", {fault.Key}")}: {fault.Code}: {fault.Reason}");
        }

        if (asJson)
        {
            surroundings.Json(summary, DatasetJson.Default.DatasetSummary);
            return;
        }

        surroundings.Line($"{summary.Samples} samples in {summary.Blocks} blocks, {summary.Faults} faults");
        surroundings.Line($"bands   {Told(summary.Bands)}");
        surroundings.Line($"sizes   {Told(summary.Sizes)}");
        surroundings.Line($"labels  {Told(summary.Labels)}");
        surroundings.Line($"columns {string.Join(", ", summary.Columns)}");
    }

    private static string Told(IReadOnlyDictionary<string, long> counts)
        => counts.Count == 0 ? "-" : string.Join(", ", counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key}: {count.Value}")));
}
