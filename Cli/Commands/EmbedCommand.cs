using System.CommandLine;
using System.Globalization;
using LensGrains.Catalogs;
using LensGrains.Cli.Client;
using LensGrains.Cli.Embedding;
using LensGrains.Cli.Storage;
using LensGrains.Core.Ids;
using LensGrains.Learning.Jobs;
using LensGrains.Storage;

namespace LensGrains.Cli.Commands;

/// <summary>
/// <c>lens embed --data DIR --catalog C --method ssl</c>: adds an embedding set to a catalogue, and with <c>--labels</c> compares the sets that
/// it has. Works on the data folder; the server may be running.
/// </summary>
internal static class EmbedCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var options = new EmbedOptions();
        var json = CommonOptions.Json();
        var command = new Command("embed", "add an embedding set to a catalogue, and compare sets on labels; the server may be running") { json };
        options.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            await RunAsync(surroundings, options.Read(parsed), parsed.GetValue(json), stop);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(Surroundings surroundings, EmbedRequest request, bool asJson, CancellationToken stop)
    {
        var settings = StorageSettings.Of(surroundings, request.DataFolder);
        var blobs = settings.BlobDirectory ?? Path.Combine(request.DataFolder, "blobs");
        if (settings.HasBlobsElsewhere || !Directory.Exists(blobs))
        {
            throw new EmbedException(settings.HasBlobsElsewhere
                ? "the files are in Azure Storage; this works on folders"
                : $"'{request.DataFolder}' is no data folder: it has no blobs");
        }

        using var store = new CatalogStore(new DirectoryBlobStore(blobs));
        using var queue = new DeviceQueue(surroundings.Time);
        var telling = new EmbedTelling(surroundings);
        var made = request.Method is { } method ? await new EmbedRun(request, store, queue, surroundings, telling).RunAsync(method, stop) : null;
        var compared = request.Labels is { } labels
            ? await new EmbeddingComparison(store, queue, telling).RunAsync(new CatalogId(request.Catalog), labels, stop)
            : null;
        var catalog = await store.OpenAsync(new CatalogId(request.Catalog), stop);
        Print(surroundings, new EmbedAnswer(made, compared, EmbeddingChoice.For("auto", catalog)), asJson);
    }

    private static void Print(Surroundings surroundings, EmbedAnswer answer, bool asJson)
    {
        if (asJson)
        {
            surroundings.Json(answer, MessageJson.Default.EmbedAnswer);
            return;
        }

        if (answer.Made is { } made)
        {
            surroundings.Line($"set {made.Set} version {made.Version}: {made.Sources} sources with {made.Dimension} numbers each, {made.WithoutVector} without");
        }

        if (answer.Compared is { } compared)
        {
            surroundings.Table(["set", "kind", "dimensions", "AUROC", "sd"], compared.Select(set => (string[])[
                set.Set, set.Kind, set.Dimension.ToString(CultureInfo.InvariantCulture), Figure(set.Auroc), Figure(set.Deviation)]));
        }

        if (answer.Auto is { } auto)
        {
            surroundings.Line($"auto takes {auto.Set}: {auto.Reason}");
        }
    }

    private static string Figure(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}

/// <summary>What <c>lens embed</c> answers.</summary>
internal sealed record EmbedAnswer(EmbedSummary? Made, IReadOnlyList<ComparedSet>? Compared, ChosenEmbedding? Auto);
