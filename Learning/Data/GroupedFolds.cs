using LensGrains.Learning.Members;

namespace LensGrains.Learning.Data;

/// <summary>What became of a wish for folds.</summary>
public enum FoldOutcome
{
    /// <summary>Every part holds both (all) classes.</summary>
    Done,

    /// <summary>There is one class only.</summary>
    OneClassOnly,

    /// <summary>A class has fewer objects than there are parts, so a part is without it.</summary>
    TooFewObjects,
}

/// <summary>
/// Rows dealt to parts (folds, or training, validation and test), never two copies of an object to different parts, each class spread as
/// evenly as the objects' sizes allow. Which part an object goes to hangs on the seed and on the rows' ids alone, not on their order.
/// </summary>
/// <param name="Outcome">Whether every part got every class.</param>
/// <param name="PartOf">[n] part of each row.</param>
/// <param name="Parts">Number of parts.</param>
public sealed record GroupedFolds(FoldOutcome Outcome, IReadOnlyList<int> PartOf, int Parts)
{
    /// <summary>Deals to folds of equal size.</summary>
    /// <param name="ids">[n], each once.</param>
    /// <param name="groups">[n] object of each row, see <see cref="ObjectGroups"/>.</param>
    /// <param name="classes">[n] what is to be spread evenly: the label, or label and origin.</param>
    /// <param name="folds">2 or more.</param>
    /// <param name="seed">Same seed, same folds.</param>
    /// <param name="kept">[n] the fold that a row was in before, or -1; null: all are new, see <see cref="Split"/>.</param>
    public static GroupedFolds Of(
        IReadOnlyList<string> ids, IReadOnlyList<int> groups, IReadOnlyList<int> classes, int folds, long seed, IReadOnlyList<int>? kept = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        return Split(ids, groups, classes, [.. Enumerable.Repeat(1.0, folds)], seed, kept);
    }

    /// <summary>Deals to parts of given size, for instance 8 : 1 : 1.</summary>
    /// <param name="ids">[n], each once.</param>
    /// <param name="groups">[n] object of each row.</param>
    /// <param name="classes">[n] what is to be spread evenly.</param>
    /// <param name="shares">Per part, positive; only their ratios matter.</param>
    /// <param name="seed">Same seed, same parts.</param>
    /// <param name="kept">
    /// [n] the part that a row was in before, or -1; null: all are new. An object stays where the first of its rows was, whatever joins it; new
    /// objects are dealt around those that stay.
    /// </param>
    public static GroupedFolds Split(
        IReadOnlyList<string> ids,
        IReadOnlyList<int> groups,
        IReadOnlyList<int> classes,
        IReadOnlyList<double> shares,
        long seed,
        IReadOnlyList<int>? kept = null)
    {
        if (ids.Count == 0 || groups.Count != ids.Count || classes.Count != ids.Count || !shares.All(share => share > 0)
            || (kept is not null && (kept.Count != ids.Count || kept.Any(part => part < -1 || part >= shares.Count))))
        {
            throw new ArgumentException(
                $"{ids.Count} ids, {groups.Count} groups, {classes.Count} classes, kept parts -1 to {shares.Count - 1}; shares are positive.");
        }

        var numbers = classes.Distinct().Order().Select((name, number) => (name, number)).ToDictionary(pair => pair.name, pair => pair.number);
        var objects = Enumerable.Range(0, ids.Count)
            .GroupBy(row => groups[row])
            .Select(group => new Copies([.. group], CountsOf(group, classes, numbers), SeedOf(group, ids, seed), KeptOf(group, kept)))
            .OrderByDescending(copies => copies.Rows.Length) // the large ones while there is room
            .ThenBy(copies => copies.Draw)
            .ToArray();
        var partOf = Deal(objects, shares, numbers.Count, ids.Count);
        return new GroupedFolds(OutcomeOf(objects, numbers.Count, shares.Count, partOf, classes), partOf, shares.Count);
    }

    /// <summary>Rows of a part, ascending.</summary>
    public int[] RowsOf(int part) => [.. Enumerable.Range(0, PartOf.Count).Where(row => PartOf[row] == part)];

    /// <summary>Rows of all other parts, ascending.</summary>
    public int[] RowsOutside(int part) => [.. Enumerable.Range(0, PartOf.Count).Where(row => PartOf[row] != part)];

    /// <summary>Groups that have rows in more than one part: leaks. Nothing for a split made with the same groups.</summary>
    /// <param name="groups">[n].</param>
    /// <param name="partOf">[n].</param>
    public static IReadOnlyList<int> Leaks(IReadOnlyList<int> groups, IReadOnlyList<int> partOf)
        => Enumerable.Range(0, groups.Count)
            .GroupBy(row => groups[row])
            .Where(group => group.Select(row => partOf[row]).Distinct().Count() > 1)
            .Select(group => group.Key)
            .ToArray();

    // Each object goes where its classes are furthest behind their share; of equal places to the one the draw names first.
    private static int[] Deal(Copies[] objects, IReadOnlyList<double> shares, int classes, int rows)
    {
        var total = shares.Sum();
        var sizes = new double[classes];
        foreach (var copies in objects)
        {
            AddTo(sizes, copies.Counts);
        }

        var dealt = shares.Select(_ => new double[classes]).ToArray();
        var partOf = new int[rows];
        foreach (var copies in objects.OrderBy(copies => copies.Kept < 0)) // a stable order: those that stay, then the others
        {
            var first = (int)(copies.Draw % (ulong)shares.Count);
            var part = copies.Kept >= 0 ? copies.Kept : Enumerable.Range(0, shares.Count)
                .Select(i => (first + i) % shares.Count)
                .MaxBy(i => Lag(dealt[i], shares[i] / total, sizes, copies.Counts));
            AddTo(dealt[part], copies.Counts);
            foreach (var row in copies.Rows)
            {
                partOf[row] = part;
            }
        }

        return partOf;
    }

    // How much the sum over classes of ((dealt - due) / due)² falls when the part takes the object.
    private static double Lag(double[] dealt, double share, double[] sizes, int[] counts)
    {
        var lag = 0.0;
        for (var i = 0; i < counts.Length; i++)
        {
            var due = share * sizes[i];
            var (before, after) = ((dealt[i] - due) / due, (dealt[i] + counts[i] - due) / due);
            lag += (before * before) - (after * after);
        }

        return lag;
    }

    private static FoldOutcome OutcomeOf(Copies[] objects, int classes, int parts, int[] partOf, IReadOnlyList<int> classOf)
    {
        if (classes < 2)
        {
            return FoldOutcome.OneClassOnly;
        }

        var filled = partOf.Zip(classOf).Distinct().Count();
        return filled == classes * parts && objects.Length >= parts ? FoldOutcome.Done : FoldOutcome.TooFewObjects;
    }

    private static void AddTo(double[] sums, int[] counts)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            sums[i] += counts[i];
        }
    }

    private static int[] CountsOf(IEnumerable<int> rows, IReadOnlyList<int> classes, Dictionary<int, int> numbers)
    {
        var counts = new int[numbers.Count];
        foreach (var row in rows)
        {
            counts[numbers[classes[row]]]++;
        }

        return counts;
    }

    private static ulong SeedOf(IEnumerable<int> rows, IReadOnlyList<string> ids, long seed)
        => (ulong)SeededRandom.Seed(seed, "parts " + rows.Select(row => ids[row]).Min(StringComparer.Ordinal));

    private static int KeptOf(IEnumerable<int> rows, IReadOnlyList<int>? kept)
        => kept is null ? -1 : rows.Select(row => kept[row]).Where(part => part >= 0).DefaultIfEmpty(-1).First();

    private readonly record struct Copies(int[] Rows, int[] Counts, ulong Draw, int Kept);
}
