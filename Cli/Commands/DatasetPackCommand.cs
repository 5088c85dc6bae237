using System.CommandLine;
using LensGrains.Cli.Datasets;
using LensGrains.Learning.Data.Shards;

namespace LensGrains.Cli.Commands;

/// <summary><c>lens dataset pack FOLDER --out FOLDER</c>: packs images and what a table says of them into tar shards.</summary>
internal static class DatasetPackCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var folder = new Argument<string>("folder") { Description = "images, also in folders below it, which without a table name the classes" };
        var output = new Option<string>("--out") { Description = "where the shards go; made where it is missing", Required = true };
        var table = new Option<string?>("--table") { Description = "a CSV with names and columns, such as truth.csv of lens simulate" };
        var label = new Option<string?>("--label") { Description = "the table's column of labels (default: label or is_lens)" };
        var name = new Option<string>("--name") { Description = "how the shards' names begin", DefaultValueFactory = _ => "train" };
        var samples = new Option<int>("--samples") { Description = "most samples of a shard", DefaultValueFactory = _ => new ShardSizes().Samples };
        var seed = new Option<long>("--seed") { Description = "seed of the order", DefaultValueFactory = _ => 0 };
        var json = CommonOptions.Json();
        samples.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--samples is at least 1.");
            }
        });
        var command = new Command("pack", "pack images and labels into tar shards (WebDataset's layout)")
        {
            folder, output, table, label, name, samples, seed, json,
        };
        command.SetAction(async (parsed, stop) =>
        {
            if (!ShardWriter.IsKey(parsed.GetValue(name)!))
            {
                throw new UsageException("--name is made of letters, digits, +, - and _");
            }

            var items = PackTable.Read(parsed.GetValue(folder)!, parsed.GetValue(table), parsed.GetValue(label));
            var sizes = new ShardSizes { Samples = parsed.GetValue(samples) };
            await using var writer = new ShardWriter(parsed.GetValue(output)!, parsed.GetValue(name)!, sizes);
            var report = await Packer.PackAsync(items, writer, parsed.GetValue(seed), cancellationToken: stop);
            Print(surroundings, report, parsed.GetValue(json));
            return report.Faults.Count == 0 && report.Samples > 0 ? 0 : 1;
        });
        return command;
    }

    private static void Print(Surroundings surroundings, PackReport report, bool asJson)
    {
        foreach (var fault in report.Faults)
        {
            surroundings.Note($"left out: {fault.Key}: {fault.Reason}");
        }

        if (asJson)
        {
            surroundings.Json(
                new PackSummary(report.Samples, report.Labels, [.. report.Shards.Select(shard => shard.Path)], report.Faults.Count), DatasetJson.Default.PackSummary);
            return;
        }

        surroundings.Line($"{report.Samples} samples in {report.Shards.Count} shards, {report.Faults.Count} left out");
        foreach (var shard in report.Shards)
        {
            surroundings.Line($"{shard.Path}  {shard.Samples}");
        }
    }
}
