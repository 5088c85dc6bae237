using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Core.Sky;

namespace LensGrains.Catalogs.Ingest;

/// <summary>How a list of known lenses is read and matched.</summary>
/// <param name="Path">
/// A CSV or <c>.tsv</c> with a name, or a position (degrees or sexagesimal), or both, and perhaps a grade; which column is which is
/// guessed by <see cref="ColumnNames"/> unless it is named here.
/// </param>
public sealed record KnownLensInput(string Path)
{
    /// <summary>How far a source may lie from the row's position. Default 5 arcsec.</summary>
    public double RadiusArcsec { get; init; } = 5;

    /// <summary>Column of the grade; null: guessed.</summary>
    public string? GradeColumn { get; init; }

    /// <summary>Grades, best first; null: ordered by rule, see <see cref="GradeOrder"/>.</summary>
    public IReadOnlyList<string>? GradesBestFirst { get; init; }

    /// <summary>The lowest grade that is kept; null keeps all.</summary>
    public string? GradeCut { get; init; }
}

/// <summary>Reads a list of known lenses and finds them in a catalogue.</summary>
public static class KnownLensList
{
    /// <exception cref="IngestInputException">The file has neither names nor positions, or is not there.</exception>
    public static KnownLensReport Match(KnownLensInput input, Catalog catalog, CancellationToken cancellationToken = default)
    {
        var matching = new KnownLensMatching(input.RadiusArcsec, new GradeOrder(input.GradesBestFirst), input.GradeCut);
        return matching.Match(Read(input, cancellationToken), new CatalogLookup(catalog));
    }

    /// <summary>The rows of the list.</summary>
    public static IEnumerable<KnownLensRow> Read(KnownLensInput input, CancellationToken cancellationToken = default)
    {
        if (!File.Exists(input.Path))
        {
            throw new IngestInputException("file-not-found", $"There is no file {Path.GetFileName(input.Path)}.");
        }

        using var csv = CsvTable.Open(input.Path);
        var name = ColumnNames.Find(csv.Header, ColumnNames.Name);
        var (ra, dec) = (ColumnNames.Find(csv.Header, ColumnNames.Ra), ColumnNames.Find(csv.Header, ColumnNames.Dec));
        var grade = GradeColumn(input, csv.Header);
        if (name < 0 && (ra < 0 || dec < 0))
        {
            throw new IngestInputException("known-lenses-no-key", "The list has neither a column of names nor columns of positions.");
        }

        while (csv.Read() is { } row)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SkyPosition? position = SkyAngle.TryParse(Text(row, ra) ?? "", Text(row, dec) ?? "", out var parsed) ? parsed : null;
            yield return new KnownLensRow(csv.RowNumber, Text(row, name), position, Text(row, grade));
        }
    }

    private static int GradeColumn(KnownLensInput input, IReadOnlyList<string> header)
    {
        if (input.GradeColumn is not { } named)
        {
            return ColumnNames.Find(header, ColumnNames.Grade);
        }

        var column = header.Index().Where(h => string.Equals(h.Item, named, StringComparison.OrdinalIgnoreCase)).Select(h => h.Index).DefaultIfEmpty(-1).First();
        return column >= 0 ? column : throw new IngestInputException("known-lenses-no-grade", $"The list has no column '{named}'.");
    }

    private static string? Text(string[] row, int column) => column >= 0 && column < row.Length && row[column].Length > 0 ? row[column] : null;

    private sealed class CatalogLookup(Catalog catalog) : ISourceLookup
    {
        public Ordinal? ByName(string name)
            => catalog.TryFind(Slug.SourceIdFor(name), out var ordinal) && !catalog.IsTombstoned(ordinal) ? ordinal : null;

        public IReadOnlyList<SkyMatch> Near(SkyPosition position, double radiusArcsec)
            => catalog.CrossMatch(position.RaDeg, position.DecDeg, radiusArcsec);
    }
}
