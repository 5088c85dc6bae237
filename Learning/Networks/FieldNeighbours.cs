using LensGrains.Core.Sky;

namespace LensGrains.Learning.Networks;

/// <summary>
/// Who is near whom on the sky: for every source its k nearest others within a radius, with where they lie as seen from it. A source
/// without a position has no neighbours and is nobody's.
/// </summary>
public sealed class FieldNeighbours
{
    private readonly long[] _rows;
    private readonly float[] _offsets;
    private readonly bool[] _present;

    private FieldNeighbours(int sources, int most, double radiusArcsec)
    {
        (Sources, Most, RadiusArcsec) = (sources, most, radiusArcsec);
        _rows = new long[sources * most];
        _offsets = new float[sources * most * 2];
        _present = new bool[sources * most];
    }

    /// <summary>Number of sources n.</summary>
    public int Sources { get; }

    /// <summary>Most neighbours k of a source.</summary>
    public int Most { get; }

    /// <summary>How far neighbours are looked for.</summary>
    public double RadiusArcsec { get; }

    /// <summary>Finds the neighbours of all sources; ties in distance go to the lower row.</summary>
    /// <param name="positions">[n]; null: not known.</param>
    /// <param name="most">k, 1 or more.</param>
    /// <param name="radiusArcsec">Greatest distance, the rim included, up to 90°.</param>
    public static FieldNeighbours Of(IReadOnlyList<SkyPosition?> positions, int most, double radiusArcsec)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(radiusArcsec);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(radiusArcsec, 90 * SkyPosition.ArcsecPerDegree);
        var index = new SkyIndex([.. Enumerable.Range(0, positions.Count)
            .Where(row => positions[row] is not null)
            .Select(row => (positions[row]!.Value, row))]);
        var found = new FieldNeighbours(positions.Count, most, radiusArcsec);
        for (var row = 0; row < positions.Count; row++)
        {
            if (positions[row] is { } centre)
            {
                found.Fill(row, centre, index.Within(centre, radiusArcsec).Where(match => match.Key != row).Take(most), positions);
            }
        }

        return found;
    }

    /// <summary>The rows of a source's neighbours, nearest first.</summary>
    public IReadOnlyList<int> Of(int source)
        => [.. Enumerable.Range(source * Most, Most).Where(slot => _present[slot]).Select(slot => (int)_rows[slot])];

    /// <summary>Where a source's neighbour number <paramref name="neighbour"/> lies: arcsec towards east and north along the great circle.</summary>
    public (double EastArcsec, double NorthArcsec) Offset(int source, int neighbour)
    {
        var slot = (source * Most) + neighbour;
        return (_offsets[2 * slot], _offsets[(2 * slot) + 1]);
    }

    /// <summary>Some sources with their neighbours, for <see cref="FieldAttention"/>.</summary>
    /// <param name="embeddings">[n, d] of all sources.</param>
    /// <param name="sources">Rows of the sources asked for.</param>
    public FieldBatch Batch(torch.Tensor embeddings, IReadOnlyList<int> sources)
    {
        if (embeddings.shape is not [var n, var d] || n != Sources)
        {
            throw new ArgumentException($"Embeddings [{Sources}, d] are needed; these are [{string.Join(", ", embeddings.shape)}].");
        }

        using var scope = torch.NewDisposeScope();
        long[] slots = [.. sources.SelectMany(source => Enumerable.Range(source * Most, Most).Select(slot => (long)slot))];
        var rows = torch.tensor(slots.Select(slot => _rows[slot]).ToArray(), device: embeddings.device);
        var own = torch.tensor(sources.Select(source => (long)source).ToArray(), device: embeddings.device);
        float[] offsets = [.. slots.SelectMany(slot => new[] { _offsets[2 * slot], _offsets[(2 * slot) + 1] })];
        return new FieldBatch(
            embeddings.index_select(0, own).MoveToOuterDisposeScope(),
            embeddings.index_select(0, rows).reshape(sources.Count, Most, d).MoveToOuterDisposeScope(),
            torch.tensor(offsets, [sources.Count, Most, 2]).to(embeddings.dtype, embeddings.device).MoveToOuterDisposeScope(),
            torch.tensor(slots.Select(slot => _present[slot]).ToArray(), [sources.Count, Most]).to(embeddings.device).MoveToOuterDisposeScope());
    }

    private void Fill(int row, SkyPosition centre, IEnumerable<SkyMatch> matches, IReadOnlyList<SkyPosition?> positions)
    {
        var slot = row * Most;
        foreach (var match in matches)
        {
            var angle = PositionAngle(centre, positions[match.Key]!.Value);
            _rows[slot] = match.Key;
            _offsets[2 * slot] = (float)(match.SeparationArcsec * Math.Sin(angle));
            _offsets[(2 * slot) + 1] = (float)(match.SeparationArcsec * Math.Cos(angle));
            _present[slot] = true;
            slot++;
        }
    }

    /// <summary>
    /// From north through east, radians: tan PA = sin Δα cos δ₂ / (cos δ₁ sin δ₂ − sin δ₁ cos δ₂ cos Δα), whose divisor is written
    /// sin(δ₂ − δ₁) + 2 sin δ₁ cos δ₂ sin²(Δα/2) so that it stays exact for small angles.
    /// </summary>
    private static double PositionAngle(SkyPosition from, SkyPosition to)
    {
        var (dec1, dec2) = (double.DegreesToRadians(from.DecDeg), double.DegreesToRadians(to.DecDeg));
        var ra = double.DegreesToRadians(to.RaDeg - from.RaDeg);
        var half = Math.Sin(ra / 2);
        return Math.Atan2(
            Math.Sin(ra) * Math.Cos(dec2), Math.Sin(dec2 - dec1) + (2 * Math.Sin(dec1) * Math.Cos(dec2) * half * half));
    }
}
