using System.Collections.Immutable;
using LensGrains.Core.Ids;
using LensGrains.Core.Sky;

namespace LensGrains.Core.Catalogs;

/// <summary>A row of a list of known lenses.</summary>
/// <param name="Row">Number of the row, from 1.</param>
/// <param name="Name">Name, or null.</param>
/// <param name="Position">Position, or null.</param>
/// <param name="Grade">Grade as written, or null.</param>
public sealed record KnownLensRow(long Row, string? Name, SkyPosition? Position, string? Grade);

/// <summary>A source that is a known lens.</summary>
/// <param name="Ordinal">The source.</param>
/// <param name="Name">The lens's name in the list, where it has one.</param>
/// <param name="Grade">The best grade that the list gives it, or null.</param>
/// <param name="IsKept">True: a positive of round 0. False: below the grade cut, so it leaves pages and training.</param>
/// <param name="SeparationArcsec">Distance of source and row; null where the name matched.</param>
[GenerateSerializer, Immutable, Alias("known-lens")]
public sealed record KnownLens(Ordinal Ordinal, string? Name, string? Grade, bool IsKept, double? SeparationArcsec);

/// <summary>What became of a list.</summary>
/// <param name="Lenses">One entry per source, by ordinal.</param>
/// <param name="Unmatched">Rows that are no source of the catalogue.</param>
/// <param name="Ambiguous">Rows with more than one source within the radius; the nearest was taken.</param>
/// <param name="MatchedRows">How many rows found a source.</param>
public sealed record KnownLensReport(
    ImmutableArray<KnownLens> Lenses, ImmutableArray<KnownLensRow> Unmatched, ImmutableArray<KnownLensRow> Ambiguous, int MatchedRows);

/// <summary>Where sources can be looked up.</summary>
public interface ISourceLookup
{
    /// <summary>The source of that name or id, or null.</summary>
    Ordinal? ByName(string name);

    /// <summary>Sources within the radius, nearest first.</summary>
    IReadOnlyList<SkyMatch> Near(SkyPosition position, double radiusArcsec);
}

/// <summary>
/// Finds a list's lenses in a catalogue: by name where a source has that name, else the nearest source within the radius.
/// A source that several rows name takes the best of their grades.
/// </summary>
public sealed class KnownLensMatching(double radiusArcsec, GradeOrder order, string? gradeCut)
{
    public KnownLensReport Match(IEnumerable<KnownLensRow> rows, ISourceLookup sources)
    {
        var lenses = new SortedDictionary<Ordinal, KnownLens>();
        var unmatched = ImmutableArray.CreateBuilder<KnownLensRow>();
        var ambiguous = ImmutableArray.CreateBuilder<KnownLensRow>();
        var matched = 0;
        foreach (var row in rows)
        {
            var (found, isAmbiguous) = Find(row, sources);
            if (isAmbiguous)
            {
                ambiguous.Add(row);
            }

            if (found is null)
            {
                unmatched.Add(row);
                continue;
            }

            matched++;
            var isBetter = !lenses.TryGetValue(found.Ordinal, out var earlier) || order.Compare(found.Grade, earlier.Grade) < 0;
            lenses[found.Ordinal] = isBetter ? found : earlier!;
        }

        return new KnownLensReport([.. lenses.Values], unmatched.ToImmutable(), ambiguous.ToImmutable(), matched);
    }

    private (KnownLens? Lens, bool IsAmbiguous) Find(KnownLensRow row, ISourceLookup sources)
    {
        var isKept = order.Reaches(row.Grade, gradeCut);
        if (row.Name is { } name && sources.ByName(name) is { } named)
        {
            return (new KnownLens(named, name, row.Grade, isKept, null), false);
        }

        if (row.Position is not { } position)
        {
            return (null, false);
        }

        var near = sources.Near(position, radiusArcsec);
        return near.Count == 0
            ? (null, false)
            : (new KnownLens(new Ordinal(near[0].Key), row.Name, row.Grade, isKept, near[0].SeparationArcsec), near.Count > 1);
    }
}
