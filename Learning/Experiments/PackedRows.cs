using System.Runtime.CompilerServices;
using System.Text;
using LensGrains.Imaging;
using LensGrains.Learning.Data;
using LensGrains.Learning.Data.Streams;

namespace LensGrains.Learning.Experiments;

/// <summary>
/// The labelled samples of packed files as rows of a table: <c>id</c> (the key; with <c>#2</c> and so on where it comes again), <c>label</c>,
/// <c>content</c> (a hash of the pixels, so that copies are one object) and what else the samples tell.
/// </summary>
internal sealed class PackedRows
{
    private readonly List<Row> _rows = [];
    private readonly Dictionary<string, int> _times = new(StringComparer.Ordinal);

    /// <summary>Samples without a label.</summary>
    public int Unlabelled { get; private set; }

    /// <summary>Goes through a stream once: notes each labelled sample and hands its image on.</summary>
    public async IAsyncEnumerable<Cutout> ReadAsync(SampleStream samples, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var sample in samples.ReadEpochAsync(cancellationToken))
        {
            if (sample.Label is not { } label)
            {
                Unlabelled++;
                continue;
            }

            var times = _times[sample.Key] = _times.GetValueOrDefault(sample.Key) + 1;
            var cutout = sample.Cutout;
            var content = ObjectGroups.ContentHash(cutout.Plane(0), cutout.Width, cutout.Height);
            _rows.Add(new Row(times == 1 ? sample.Key : $"{sample.Key}#{times}", label, content, NumbersOf(sample), sample.Texts));
            yield return cutout;
        }
    }

    /// <summary>The table as CSV.</summary>
    public string ToCsv()
    {
        string[] numbers = [.. _rows.SelectMany(row => row.Numbers.Keys).Where(IsFree).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        string[] texts = [.. _rows.SelectMany(row => row.Texts.Keys).Where(IsFree).Distinct(StringComparer.OrdinalIgnoreCase)
            .Except(numbers, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        var text = new StringBuilder();
        string[] heads = ["id", "label", LabelTable.Content, .. numbers, .. texts];
        text.AppendJoin(',', heads.Select(TextTable.Field)).Append('\n');
        foreach (var row in _rows)
        {
            string[] fields = [row.Id, TextTable.Field(row.Label), row.Content,
                .. numbers.Select(name => row.Numbers.TryGetValue(name, out var value) ? TextTable.Field(value) : ""),
                .. texts.Select(name => row.Texts.GetValueOrDefault(name, ""))];
            text.AppendJoin(',', fields.Select(TextTable.Field)).Append('\n');
        }

        return text.ToString();
    }

    private static bool IsFree(string name)
        => !new[] { "id", "name", "label", "is_lens", LabelTable.Content }.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>A sample's numbers, with the place on the sky that its image tells.</summary>
    private static Dictionary<string, double> NumbersOf(ImageSample sample)
    {
        var columns = new Dictionary<string, double>(sample.Columns, StringComparer.OrdinalIgnoreCase);
        if (sample.Cutout.Header is { RaDeg: { } ra, DecDeg: { } dec })
        {
            columns.TryAdd("ra", ra);
            columns.TryAdd("dec", dec);
        }

        return columns;
    }

    private sealed record Row(
        string Id, double Label, string Content, IReadOnlyDictionary<string, double> Numbers, IReadOnlyDictionary<string, string> Texts);
}
