using System.Globalization;
using System.Security.Cryptography;
using System.Runtime.InteropServices;
using LensGrains.Core.Sky;

namespace LensGrains.Learning.Data;

/// <summary>By what a row is told to show the same object as another. What is not known is null and links nothing.</summary>
/// <param name="Id">The row's id, each once; decides where its group goes in a split.</param>
public sealed record ObjectKeys(string Id)
{
    /// <summary>Where it is on the sky.</summary>
    public SkyPosition? Position { get; init; }

    /// <summary>Hash of its pixels, see <see cref="ObjectGroups.ContentHash"/>.</summary>
    public string? ContentHash { get; init; }

    /// <summary>Fingerprint of its image.</summary>
    public PerceptualHash? Perceptual { get; init; }

    /// <summary>Seed (with the index, where a seed draws many) from which its scene was simulated.</summary>
    public string? SimulationSeed { get; init; }
}

/// <summary>What makes two rows one object.</summary>
public sealed record GroupingOptions
{
    /// <summary>Rows at most so far apart on the sky are one object, arcsec; so are those that a chain of such rows joins.</summary>
    public double RadiusArcsec { get; init; } = 3;

    /// <summary>Agreement of perceptual hashes from which on rows are one object.</summary>
    public double LeastAgreement { get; init; } = PerceptualHash.DefaultAgreement;
}

/// <summary>Rows joined into objects: same place, same pixels, same picture or same seed, and whatever a chain of these joins.</summary>
/// <param name="GroupOf">[n] group of each row, from 0 in the order of their first rows.</param>
/// <param name="Count">Number of groups.</param>
/// <param name="LargestGroup">
/// Rows in the largest group. A group that holds much of the data says that a key is not one, such as a seed that all rows share.
/// </param>
/// <param name="JoinedByPosition">Joins that the positions made, after the cheaper keys.</param>
/// <param name="JoinedByContent">Joins by equal pixels.</param>
/// <param name="JoinedByPicture">Joins that only the perceptual hash made.</param>
/// <param name="JoinedBySeed">Joins by equal seeds.</param>
public sealed record ObjectGroups(
    IReadOnlyList<int> GroupOf,
    int Count,
    int LargestGroup,
    int JoinedByPosition,
    int JoinedByContent,
    int JoinedByPicture,
    int JoinedBySeed)
{
    /// <summary>SHA-256 of the pixels' bytes and the shape, in hex.</summary>
    /// <param name="pixels">[band, y, x].</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public static string ContentHash(ReadOnlySpan<float> pixels, int width, int height)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes((ReadOnlySpan<int>)[width, height]));
        hash.AppendData(MemoryMarshal.AsBytes(pixels));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>
    /// Groups rows. All pairs of perceptual hashes are compared of which one is new, so without <paramref name="known"/> the time grows with
    /// the square of the rows that have one.
    /// </summary>
    /// <param name="rows">By what each row is told.</param>
    /// <param name="options">What makes one object.</param>
    /// <param name="known">
    /// [n] the group that a row was in when rows were grouped before, or -1 for a new one; null: all are new. What was one object stays one, and
    /// pictures of two rows that were both there are not compared again.
    /// </param>
    /// <param name="cancellationToken">Checked for every row.</param>
    /// <exception cref="ArgumentException">An id comes twice, or the known groups are not [n].</exception>
    public static ObjectGroups Of(
        IReadOnlyList<ObjectKeys> rows, GroupingOptions options, IReadOnlyList<int>? known = null, CancellationToken cancellationToken = default)
    {
        if (rows.Select(row => row.Id).Distinct().Count() != rows.Count || (known is not null && known.Count != rows.Count))
        {
            throw new ArgumentException("An id comes twice, or there are not as many known groups as rows.", nameof(rows));
        }

        var sets = new UnionFind(rows.Count);
        _ = known is null ? 0 : JoinEqual(sets, rows.Count, row => known[row] < 0 ? null : known[row].ToString(CultureInfo.InvariantCulture));
        var bySeed = JoinEqual(sets, rows.Count, row => rows[row].SimulationSeed);
        var byContent = JoinEqual(sets, rows.Count, row => rows[row].ContentHash);
        var byPosition = JoinNear(sets, rows, options.RadiusArcsec);
        var byPicture = JoinAlike(sets, rows, options.LeastAgreement, row => known is null || known[row] < 0, cancellationToken);
        var numbers = new Dictionary<int, int>();
        var groupOf = new int[rows.Count];
        var sizes = new List<int>();
        for (var row = 0; row < rows.Count; row++)
        {
            var root = sets.Find(row);
            if (!numbers.TryGetValue(root, out var number))
            {
                numbers[root] = number = sizes.Count;
                sizes.Add(0);
            }

            groupOf[row] = number;
            sizes[number]++;
        }

        return new ObjectGroups(groupOf, sizes.Count, sizes.DefaultIfEmpty().Max(), byPosition, byContent, byPicture, bySeed);
    }

    private static int JoinEqual(UnionFind sets, int rows, Func<int, string?> key)
    {
        var (first, joined) = (new Dictionary<string, int>(), 0);
        for (var row = 0; row < rows; row++)
        {
            if (key(row) is { } value && !first.TryAdd(value, row))
            {
                joined += sets.Union(first[value], row) ? 1 : 0;
            }
        }

        return joined;
    }

    private static int JoinNear(UnionFind sets, IReadOnlyList<ObjectKeys> rows, double radiusArcsec)
    {
        var placed = new List<(SkyPosition Position, int Key)>();
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row].Position is { } position)
            {
                placed.Add((position, row));
            }
        }

        var index = new SkyIndex(placed);
        return placed.Sum(one => index.Within(one.Position, radiusArcsec).Count(match => sets.Union(one.Key, match.Key)));
    }

    private static int JoinAlike(
        UnionFind sets, IReadOnlyList<ObjectKeys> rows, double leastAgreement, Func<int, bool> isNew, CancellationToken cancellationToken)
    {
        var hashed = Enumerable.Range(0, rows.Count).Where(row => rows[row].Perceptual is not null)
            .OrderBy(row => !isNew(row)).ToArray(); // each new row meets all behind it, and the others do not meet each other
        var joined = 0;
        for (var i = 0; i < hashed.Length && isNew(hashed[i]); i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var hash = rows[hashed[i]].Perceptual!;
            var turned = hash.Turned();
            for (var j = i + 1; j < hashed.Length; j++)
            {
                var other = rows[hashed[j]].Perceptual!;
                if (hash.MayBeCopy(other, leastAgreement) && other.IsCopyOfAny(turned, leastAgreement))
                {
                    joined += sets.Union(hashed[i], hashed[j]) ? 1 : 0;
                }
            }
        }

        return joined;
    }
}
