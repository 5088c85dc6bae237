namespace LensGrains.Learning.Members;

/// <summary>
/// Which rows a member trains on and which it is tested on. Per class the groups are shuffled by the seed and dealt to
/// round(1 / fraction) folds in turn; one fold is held out. A class with fewer than <see cref="SmallestClass"/> groups is not held
/// out at all: with so few examples each is worth more in training than in testing. What an ancestor of the member has trained on
/// is never held out again; others take its place as far as they reach.
/// </summary>
/// <param name="Train">Row numbers, ascending.</param>
/// <param name="HeldOut">Row numbers, ascending; may be empty.</param>
public sealed record HeldOutSplit(IReadOnlyList<int> Train, IReadOnlyList<int> HeldOut)
{
    /// <summary>Groups that a class must have before any is held out.</summary>
    public const int SmallestClass = 5;

    /// <summary>Splits a set.</summary>
    /// <param name="set">The labelled sources.</param>
    /// <param name="options">Fraction, fold and seed.</param>
    /// <param name="trainedBefore">Ordinals that an ancestor has trained on.</param>
    public static HeldOutSplit Of(LabelledRows set, SplitOptions options, IReadOnlySet<int>? trainedBefore = null)
    {
        if (set.HeldOut is { } asked)
        {
            return OfAsked(set, asked.ToArray(), trainedBefore);
        }

        var folds = options.Fraction == 0 ? 0 : (int)Math.Round(1 / options.Fraction, MidpointRounding.AwayFromZero);
        var heldOut = new HashSet<int>();
        if (folds > 1)
        {
            var random = SeededRandom.Of(options.Seed, "split");
            var seen = Seen(set, trainedBefore);
            var positives = Groups(set, row => set.Positives.Span[row]);
            var negatives = Groups(set, _ => true);
            negatives.ExceptWith(positives);
            heldOut.UnionWith(Chosen(positives, seen, folds, options.Fold % folds, random));
            heldOut.UnionWith(Chosen(negatives, seen, folds, options.Fold % folds, random));
        }

        var rows = Enumerable.Range(0, set.Count).ToLookup(row => heldOut.Contains(set.Groups.Span[row]));
        return new HeldOutSplit(rows[false].ToArray(), rows[true].ToArray());
    }

    /// <summary>
    /// Holds out the groups that the caller marked (all rows of them), but for those of which an ancestor has trained on a row, and but for
    /// a class with fewer than <see cref="SmallestClass"/> groups or with none left to train on.
    /// </summary>
    private static HeldOutSplit OfAsked(LabelledRows set, bool[] asked, IReadOnlySet<int>? trainedBefore)
    {
        var stays = Groups(set, row => !asked[row]);
        stays.UnionWith(Seen(set, trainedBefore));
        var positives = Groups(set, row => set.Positives.Span[row]);
        var negatives = Groups(set, row => row < set.Count - set.Presumed); // those that are presumed do not make a class large
        negatives.ExceptWith(positives);
        var heldOut = new HashSet<int>();
        foreach (var groups in (HashSet<int>[])[positives, negatives])
        {
            var marked = groups.Where(group => !stays.Contains(group)).ToArray();
            if (groups.Count >= SmallestClass && marked.Length < groups.Count)
            {
                heldOut.UnionWith(marked);
            }
        }

        var rows = Enumerable.Range(0, set.Count).ToLookup(row => heldOut.Contains(set.Groups.Span[row]));
        return new HeldOutSplit(rows[false].ToArray(), rows[true].ToArray());
    }

    /// <summary>Groups of which an ancestor has trained on a row, also on one that is not in the set any more.</summary>
    private static HashSet<int> Seen(LabelledRows set, IReadOnlySet<int>? trainedBefore)
    {
        if (trainedBefore is null)
        {
            return [];
        }

        var seen = Groups(set, row => trainedBefore.Contains(set.Ordinals.Span[row]));
        seen.UnionWith((set.FormerGroups ?? new Dictionary<int, int>()).Where(f => trainedBefore.Contains(f.Key)).Select(f => f.Value));
        return seen;
    }

    private static HashSet<int> Groups(LabelledRows set, Func<int, bool> belongs)
        => Enumerable.Range(0, set.Count).Where(belongs).Select(row => set.Groups.Span[row]).ToHashSet();

    private static IEnumerable<int> Chosen(HashSet<int> groups, HashSet<int> seen, int folds, int fold, Random random)
    {
        if (groups.Count < SmallestClass)
        {
            return [];
        }

        var shuffled = groups.Order().ToArray();
        random.Shuffle(shuffled);
        var wanted = Enumerable.Range(0, shuffled.Length).Count(i => i % folds == fold);
        return Enumerable.Range(0, shuffled.Length)
            .Where(i => !seen.Contains(shuffled[i]))
            .OrderBy(i => i % folds == fold ? 0 : 1)
            .Take(wanted)
            .Select(i => shuffled[i])
            .ToArray();
    }
}

/// <summary>How rows are chosen to be held out.</summary>
/// <param name="Fraction">Share of each class, in [0, 0.5].</param>
/// <param name="Fold">Which part of the split.</param>
/// <param name="Seed">Seed of the split.</param>
public readonly record struct SplitOptions(double Fraction, int Fold, long Seed);
