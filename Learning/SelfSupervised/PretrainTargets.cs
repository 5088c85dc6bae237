using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LensGrains.Learning.Members;

namespace LensGrains.Learning.SelfSupervised;

/// <summary>Catalogue columns that an encoder learns to tell from images, such as a redshift or a vote fraction.</summary>
public sealed class PretrainTargets
{
    private const double HeldOutShare = 0.1;

    private readonly float[] _values;

    /// <param name="names">[k] the columns.</param>
    /// <param name="values">[n, k] in the columns' units; NaN: not known.</param>
    /// <exception cref="ArgumentException">There is no column, the values are no whole number of rows, or a column holds fewer than two different values.</exception>
    public PretrainTargets(IReadOnlyList<string> names, float[] values)
    {
        if (names.Count == 0 || values.Length % names.Count != 0)
        {
            throw new ArgumentException($"{values.Length} values are no rows of {names.Count} columns.");
        }

        (Names, _values) = (names, values);
        var scales = names.Select((name, k) => ScaleOf(name, [.. Column(k).Where(float.IsFinite)])).ToArray();
        (Means, Deviations) = ([.. scales.Select(s => s.Mean)], [.. scales.Select(s => s.Deviation)]);
    }

    /// <summary>[k].</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Rows n.</summary>
    public int Count => _values.Length / Names.Count;

    /// <summary>[k] means of what is known.</summary>
    internal IReadOnlyList<double> Means { get; }

    /// <summary>[k] standard deviations of what is known.</summary>
    internal IReadOnlyList<double> Deviations { get; }

    /// <summary>SHA-256 of names and values, lower-case hex.</summary>
    internal string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Names)));
        hash.AppendData(MemoryMarshal.AsBytes<float>(_values));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>A value in its column's units; NaN: not known.</summary>
    internal float Value(long row, int column) => _values[(row * Names.Count) + column];

    /// <summary>Rows that train, and the tenth that the fit is measured on.</summary>
    internal (long[] Train, long[] HeldOut) Split(long seed)
    {
        var rows = Enumerable.Range(0, Count).Select(row => (long)row).ToArray();
        SeededRandom.Of(seed, "held-out columns").Shuffle(rows);
        var heldOut = (int)(HeldOutShare * rows.Length);
        return ([.. rows[heldOut..].Order()], [.. rows[..heldOut].Order()]);
    }

    /// <summary>Standardised values [rows, k]; NaN where they are not known.</summary>
    internal torch.Tensor Batch(ReadOnlySpan<long> rows, torch.Device device)
    {
        var batch = new float[rows.Length * Names.Count];
        for (var i = 0; i < batch.Length; i++)
        {
            var column = i % Names.Count;
            batch[i] = (float)((Value(rows[i / Names.Count], column) - Means[column]) / Deviations[column]);
        }

        return torch.tensor(batch, [rows.Length, Names.Count], device: device);
    }

    private IEnumerable<float> Column(int k) => Enumerable.Range(0, Count).Select(row => Value(row, k));

    private static (double Mean, double Deviation) ScaleOf(string name, float[] known)
    {
        var mean = known.Length == 0 ? 0 : known.Average(value => (double)value);
        var deviation = known.Length == 0 ? 0 : Math.Sqrt(known.Average(value => (value - mean) * (value - mean)));
        return deviation > 0 ? (mean, deviation) : throw new ArgumentException($"The column '{name}' holds fewer than two different numbers.");
    }
}

/// <summary>How well a column is told from images that did not train.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Sources">Sources with a known value that were held out.</param>
/// <param name="R2">1 − Σ(y − ŷ)² / Σ(y − ȳ)² over them, 1 for a perfect fit, 0 for their mean; null with fewer than two different values.</param>
/// <param name="Rmse">Root of the mean square of y − ŷ, in the column's units; null without a source.</param>
public sealed record ColumnFit(string Column, int Sources, double? R2, double? Rmse)
{
    /// <param name="column">Its name.</param>
    /// <param name="pairs">Truths and predictions.</param>
    internal static ColumnFit Of(string column, IReadOnlyList<(double Truth, double Predicted)> pairs)
    {
        if (pairs.Count == 0)
        {
            return new ColumnFit(column, 0, null, null);
        }

        var mean = pairs.Average(pair => pair.Truth);
        var residual = pairs.Sum(pair => (pair.Truth - pair.Predicted) * (pair.Truth - pair.Predicted));
        var spread = pairs.Sum(pair => (pair.Truth - mean) * (pair.Truth - mean));
        return new ColumnFit(column, pairs.Count, spread > 0 ? 1 - (residual / spread) : null, Math.Sqrt(residual / pairs.Count));
    }
}
