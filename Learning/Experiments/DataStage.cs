using System.Globalization;
using System.Text;
using LensGrains.Imaging;
using LensGrains.Imaging.Hdf5;
using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Painted;
using LensGrains.Learning.Data;
using LensGrains.Learning.Data.Hdf5;
using LensGrains.Learning.Data.Shards;
using LensGrains.Learning.Data.Streams;

namespace LensGrains.Learning.Experiments;

/// <summary>The data of a run: labels, what members see, and which rows train and which test.</summary>
/// <param name="Labels">Sources that could be read.</param>
/// <param name="Seen">What members see, all rows of the table; belongs to the record.</param>
/// <param name="Rows">[n] rows of <paramref name="Seen"/> that the labels' rows are.</param>
/// <param name="TrainCount">Simulated: rows 0 to this train, the rest tests; null: folds, or what a training holds out.</param>
/// <param name="Folds">Folds of a cross-validation, or null.</param>
/// <param name="Hash">Of everything that it follows from.</param>
/// <param name="Notes">What a reader must know about it.</param>
internal sealed record RunData(
    LabelTable Labels, PreparedData Seen, IReadOnlyList<int> Rows, int? TrainCount, GroupedFolds? Folds, string Hash, IReadOnlyList<string> Notes)
    : IDisposable
{
    public void Dispose() => Seen.Dispose();
}

/// <summary>Makes or reads the data of a run, or takes what an earlier run of the same has left in <c>data/</c>.</summary>
internal sealed class DataStage(ExperimentConfig config, string folder, Stages stages, int threads)
{
    private const string Name = "data";
    private const double FullArcSignalToNoise = 20;

    private readonly string _data = Path.Combine(folder, "data");

    public RunData Run(Action<int, int> progress, CancellationToken stop)
    {
        var views = Views.Of(config);
        return config.Data.Kind switch
        {
            DataKind.Files => Read(views, progress, stop),
            DataKind.Packed => ReadPacked(views, progress, stop),
            _ => Simulated(views, progress, stop),
        };
    }

    private RunData Simulated(Views views, Action<int, int> progress, CancellationToken stop)
    {
        var data = config.Data;
        var hash = Stages.Hash(config.ToJson()["data"]!.ToJsonString(), views.Told, TruthCsv.Version.ToString(CultureInfo.InvariantCulture));
        var (count, truth) = (data.Train + data.Test, Path.Combine(_data, "truth.csv"));
        if (!stages.IsDone(Name, hash))
        {
            var lines = new string[count];
            using var seen = PreparedData.Make(_data, count, row => Make(row, lines), views, threads, done => progress(done, count), stop);
            WholeFile.Write(truth, new StringBuilder(TruthCsv.Header).Append('\n').AppendJoin('\n', lines).Append('\n').ToString());
            stages.Finish(Name, hash, [truth, .. seen.Files]);
        }

        var labels = LabelTable.Read(truth, new DataConfig()) with { Objects = [.. Enumerable.Range(0, count)] };
        return new RunData(labels, PreparedData.Load(_data, count, views), [.. Enumerable.Range(0, count)], data.Train, null, hash, []);
    }

    private Cutout Make(int row, string[] lines)
    {
        var source = Create(config.Data, row);
        lines[row] = TruthCsv.Line(source.Truth);
        return source.Cutout;
    }

    private static SimulatedSource Create(DataConfig data, int row)
    {
        if (data.Kind == DataKind.Painted)
        {
            return PaintedSky.Create(new PaintedSkyOptions { Seed = data.Seed, Size = data.Size, Prevalence = data.Prevalence }, row);
        }

        var isOtherTest = data.TestPrevalence is not null && row >= data.Train;
        return isOtherTest
            ? SimulatedSky.Create(Sky(data, data.Seed + 1, data.TestPrevalence!.Value), row - data.Train)
            : SimulatedSky.Create(Sky(data, data.Seed, data.Prevalence), row);
    }

    /// <summary>The simulated sky of a configuration, of another seed and share of lenses.</summary>
    public static SkyOptions Sky(DataConfig data, long seed, double prevalence)
    {
        var options = new SkyOptions { Seed = seed, Size = data.Size, Prevalence = prevalence, Mixture = data.Mixture() };
        return options with
        {
            MinimumArcSignalToNoise = data.MinimumArcSignalToNoise ?? (data.Kind == DataKind.Full ? FullArcSignalToNoise : options.MinimumArcSignalToNoise),
        };
    }

    private RunData Read(Views views, Action<int, int> progress, CancellationToken stop)
    {
        var labelFile = config.PathOf(config.Data.Labels!);
        var table = LabelTable.Read(labelFile, config.Data);
        var files = CutoutFiles.Find(config.PathOf(config.Data.Images!), stop);
        int[] found = [.. Enumerable.Range(0, table.Count).Where(row => files.ContainsKey(table.Ids[row]))];
        if (found.Length == 0)
        {
            throw new ExperimentException($"none of the {table.Count} labelled sources has an image, such as '{table.Ids[0]}'");
        }

        var labels = table.Take(found);
        var sources = labels.Ids.Select(id => files[id]).ToArray();
        var hash = Stages.Hash(
            [config.ToJson()["data"]!.ToJsonString(), views.Told, File.ReadAllText(labelFile), .. sources.SelectMany(FactsOf)]);
        if (!stages.IsDone(Name, hash))
        {
            using var made = PreparedData.Make(_data, sources.Length, row => CutoutOf(sources[row]), views, threads, done => progress(done, sources.Length), stop);
            stages.Finish(Name, hash, made.Files);
        }

        return OfFiles(table, labels, PreparedData.Load(_data, sources.Length, views), hash, []);
    }

    /// <summary>
    /// Goes through the shards once, and afterwards lives on what it left: what members see, and the table of labels. What lies behind http(s)
    /// is taken for the same while its address is.
    /// </summary>
    private RunData ReadPacked(Views views, Action<int, int> progress, CancellationToken stop)
    {
        var (table, notes) = (Path.Combine(_data, "table.csv"), Path.Combine(_data, "notes.txt"));
        string[] files = [.. config.Data.Packed.Select(file => PackedFiles.IsLocal(file) ? config.PathOf(file) : file)];
        var hash = Stages.Hash([config.ToJson()["data"]!.ToJsonString(), views.Told, .. Told(() => files.SelectMany(BraceRanges.Expand).Select(PackedFact).ToArray())]);
        if (!stages.IsDone(Name, hash))
        {
            var (seen, rows, told) = CollectAsync(files, views, progress, stop).GetAwaiter().GetResult(); // a run has its thread to itself
            using var made = seen;
            WholeFile.Write(table, rows);
            WholeFile.Write(notes, told);
            stages.Finish(Name, hash, [table, notes, .. made.Files]);
        }

        var labels = LabelTable.Read(table, config.Data);
        return OfFiles(labels, labels, PreparedData.Load(_data, labels.Count, views), hash, File.ReadAllLines(notes));
    }

    private async Task<(PreparedData Seen, string Table, string Notes)> CollectAsync(
        string[] files, Views views, Action<int, int> progress, CancellationToken stop)
    {
        var data = config.Data;
        var layout = data.Hdf5Images is null && data.Hdf5Labels is null
            ? Hdf5Layout.Galaxy10
            : new Hdf5Layout { Images = data.Hdf5Images ?? "images", Labels = data.Hdf5Labels };
        using var client = new HttpClient();
        using var packed = Told(() => PackedFiles.Open(files, layout, data.Classes, client, TimeProvider.System));
        var (samples, rows) = (new SampleStream(packed.Samples, new StreamOptions { Order = SampleOrder.AsStored }), new PackedRows());
        var blocks = packed.Samples.Blocks.Count;
        var seen = await PreparedData.MakeAsync(
            _data, rows.ReadAsync(samples, stop), views, threads, _ => progress(Math.Min(samples.Position.Block, blocks), blocks), stop);
        if (seen.Count == 0)
        {
            seen.Dispose();
            throw new ExperimentException($"no labelled sample could be read: {string.Join("; ", samples.Faults.Listed.Take(3).Select(fault => $"{fault.Block}: {fault.Reason}"))}");
        }

        var notes = new List<string>();
        Note(notes, rows.Unlabelled, "samples have no label");
        notes.AddRange(samples.Faults.Counts.Select(fault => FormattableString.Invariant($"{fault.Value} faults in the shards: {fault.Key}")));
        return (seen, rows.ToCsv(), string.Concat(notes.Select(note => note + "\n")));
    }

    private static T Told<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is ArgumentException or IOException or Hdf5Exception)
        {
            throw new ExperimentException($"data.packed: {e.Message}", e);
        }
    }

    private static string PackedFact(string address)
        => !PackedFiles.IsLocal(address) ? address
            : new FileInfo(address) is { Exists: true } found ? FormattableString.Invariant($"{found.Name} {found.Length} {found.LastWriteTimeUtc.Ticks}")
            : $"{Path.GetFileName(address)} missing";

    private RunData OfFiles(LabelTable table, LabelTable found, PreparedData seen, string hash, IEnumerable<string> told)
    {
        int[] readable = [.. Enumerable.Range(0, found.Count).Where(seen.IsReadable)];
        var labels = found.Take(readable);
        var positives = labels.Positives.Count(positive => positive);
        if (positives == 0 || positives == labels.Count)
        {
            throw new ExperimentException($"both classes are needed; of {labels.Count} sources that can be read {positives} are lenses");
        }

        var notes = told.ToList();
        Note(notes, table.Unlabelled, "rows of the table have no label");
        Note(notes, table.Count - found.Count, "labelled sources have no image");
        Note(notes, found.Count - labels.Count, "images could not be read");
        return new RunData(labels, seen, readable, null, config.Data.Folds == 0 ? null : FoldsOf(labels), hash, notes);
    }

    private GroupedFolds FoldsOf(LabelTable labels)
    {
        var folds = GroupedFolds.Of(labels.Ids, labels.Objects, [.. labels.Positives.Select(positive => positive ? 1 : 0)], config.Data.Folds, config.Data.Seed);
        return folds.Outcome == FoldOutcome.Done
            ? folds
            : throw new ExperimentException($"{labels.Count} labelled sources, {labels.Positives.Count(p => p)} of them lenses, are too few for {config.Data.Folds} folds");
    }

    private static void Note(List<string> notes, int count, string what)
    {
        if (count > 0)
        {
            notes.Add($"{count} {what}");
        }
    }

    private static IEnumerable<string> FactsOf(IReadOnlyList<BandFile> source) => source.Select(file => new FileInfo(file.Path) is { Exists: true } found
        ? FormattableString.Invariant($"{found.Name} {file.Band} {found.Length} {found.LastWriteTimeUtc.Ticks}")
        : $"{Path.GetFileName(file.Path)} missing");

    private static Cutout? CutoutOf(IReadOnlyList<BandFile> source)
        => source.Count == 0 ? null : CutoutReader.Read(source, ImageLimits.Default, CancellationToken.None).Cutout;
}
