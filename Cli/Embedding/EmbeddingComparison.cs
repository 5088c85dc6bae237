using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LensGrains.Catalogs;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Learning.Data;
using LensGrains.Learning.Embeddings;
using LensGrains.Learning.Jobs;
using LensGrains.Learning.Metrics;

namespace LensGrains.Cli.Embedding;

/// <summary>A set beside others.</summary>
internal sealed record ComparedSet(string Set, string Kind, int Dimension, double Auroc, double Deviation, int Positives, int Negatives);

/// <summary>
/// Measures how well labels can be read off each embedding set of a catalogue, on the sources that have a vector in all of them, and notes it
/// in the catalogue, where <c>auto</c> finds it.
/// </summary>
internal sealed class EmbeddingComparison(CatalogStore store, DeviceQueue queue, EmbedTelling telling)
{
    private const int Seeds = 5;
    private const int LabelledInAll = 9; // of ten labelled sources a set must have vectors for so many, else it is left out

    /// <summary>The sets, best first. Members' penultimate layers are left out: they have seen the labels.</summary>
    /// <exception cref="EmbedException">The labels are too few.</exception>
    public async Task<IReadOnlyList<ComparedSet>> RunAsync(CatalogId id, LabelChoice choice, CancellationToken stop)
    {
        var catalog = await store.OpenAsync(id, stop);
        var labels = Labels(catalog, choice);
        var sets = catalog.EmbeddingNames.Select(catalog.Embeddings)
            .Where(set => set.Recipe?.Method != "penultimate" && labels.Count(l => set.Has(l.Source)) * 10 >= labels.Length * LabelledInAll).ToArray();
        var rows = labels.Where(label => Array.TrueForAll(sets, set => set.Has(label.Source))).ToArray();
        var positives = Array.ConvertAll(rows, row => row.Positive);
        var hash = HashOf(rows);
        var measures = new Dictionary<string, EmbeddingMeasurement>();
        var compared = new List<ComparedSet>();
        foreach (var set in sets)
        {
            telling.Stage($"measuring {set.Name} on {rows.Length} labelled sources");
            var found = await MeasureAsync(set, rows, positives, stop);
            var measure = new EmbeddingMeasurement(
                found.Mean!.Value, found.StandardDeviation ?? 0, positives.Count(p => p), positives.Count(p => !p), hash, set.Version);
            measures[set.Name] = measure;
            compared.Add(new ComparedSet(
                set.Name, set.Kind.ToString().ToLowerInvariant(), set.Dimension, measure.Auroc, measure.Deviation, measure.Positives, measure.Negatives));
        }

        await store.NoteMeasuresAsync(id, measures, stop);
        return [.. compared.OrderByDescending(set => set.Auroc)];
    }

    private Task<SeedSummary> MeasureAsync(EmbeddingSet set, Labelled[] rows, bool[] positives, CancellationToken stop)
    {
        var vectors = new float[rows.Length * set.Dimension];
        set.Gather(Array.ConvertAll(rows, row => row.Source), vectors);
        return queue.Enqueue(
            new JobDescription(JobKind.Score, $"measuring {set.Name}", set.Name),
            job => SeedSummary.Of(Enumerable.Range(0, Seeds).Select(double? (seed) => EmbeddingMeasure.Auroc(
                vectors, set.Dimension, positives, seed: seed, cancellationToken: job.CancellationToken)
                ?? throw new EmbedException("the labels are too few: five folds need five positives and five others with a vector in every set"))),
            stop);
    }

    private static Labelled[] Labels(Catalog catalog, LabelChoice choice)
        => [.. LabelTable.Read(choice.Path, choice.Column, choice.Positive)
            .Select(label => catalog.TryFind(Slug.SourceIdFor(label.Key), out var ordinal) && !catalog.IsTombstoned(ordinal) ? new Labelled(ordinal, label.Value) : null)
            .OfType<Labelled>().OrderBy(label => label.Source.Value)];

    private static string HashOf(Labelled[] rows) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join(' ', rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Source.Value}{(row.Positive ? '+' : '-')}"))))));

    private sealed record Labelled(Ordinal Source, bool Positive);
}
