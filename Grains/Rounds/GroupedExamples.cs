using LensGrains.Core.Campaigns;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;
using LensGrains.Learning.Data;

namespace LensGrains.Grains.Rounds;

/// <summary>Examples joined into objects and dealt to folds.</summary>
/// <param name="Examples">With group and fold.</param>
/// <param name="Former">Examples of earlier rounds that are none of this one, with theirs.</param>
/// <param name="Ignored">Keys that joined too much to be keys, in words; null for none.</param>
internal sealed record GroupedExamples(IReadOnlyList<Example> Examples, IReadOnlyList<Example> Former, string? Ignored)
{
    private const int SmallestSuspect = 50;
    private const int SuspectShare = 5; // one object in more than a fifth of the examples is none

    /// <summary>
    /// Joins examples, also with those of earlier rounds, and deals objects to folds, each class evenly. An object stays in the fold that the first
    /// of its sources was in, so that what a member was trained on does not come into its held-out part.
    /// </summary>
    /// <param name="examples">This round's, by ordinal.</param>
    /// <param name="former">Those of earlier rounds that are none of this one.</param>
    /// <param name="before">Everything that was there before, with groups and folds.</param>
    /// <param name="keys">By what a source is told, for all of both lists in their order.</param>
    /// <param name="policy">Radius, folds and seed.</param>
    /// <param name="cancellationToken">Checked now and then.</param>
    public static GroupedExamples Of(
        IReadOnlyList<Example> examples,
        IReadOnlyList<Example> former,
        IReadOnlyDictionary<Ordinal, Example> before,
        IReadOnlyList<ObjectKeys> keys,
        CampaignPolicy policy,
        CancellationToken cancellationToken)
    {
        Example[] all = [.. examples, .. former];
        var known = all.Select(e => before.TryGetValue(e.Source, out var old) ? (old.Group ?? old.Source).Value : -1).ToArray();
        var (groups, ignored) = Join(keys, known, policy, cancellationToken);
        var count = Folds.Count(policy);
        var kept = all.Select(e => before.TryGetValue(e.Source, out var old) ? FoldOf(old, policy, count) : -1).ToArray();
        var folds = GroupedFolds.Of(
            [.. all.Select(e => e.Source.ToString())], groups, [.. all.Select((e, i) => ClassOf(e, i < examples.Count))], count, policy.Seed, kept);
        var names = all.Select((e, i) => (e.Source, Group: groups[i])).GroupBy(e => e.Group)
            .ToDictionary(g => g.Key, g => g.Count() > 1 ? g.Min(e => e.Source) : (Ordinal?)null);
        var grouped = all.Select((e, i) => e with { Group = names[groups[i]], Fold = folds.PartOf[i] }).ToArray();
        return new GroupedExamples(grouped[..examples.Count], grouped[examples.Count..], ignored);
    }

    /// <summary>The fold that an example of an earlier round was in; -1 where there are fewer folds now.</summary>
    private static int FoldOf(Example old, CampaignPolicy policy, int count)
        => (old.Fold ?? Folds.Of(old.Source, policy.Seed, count)) is var fold && fold < count ? fold : -1;

    private static int ClassOf(Example example, bool isNow) => !isNow ? 3 : example.Known ? 2 : example.Positive ? 1 : 0;

    private static (IReadOnlyList<int> GroupOf, string? Ignored) Join(
        IReadOnlyList<ObjectKeys> keys, IReadOnlyList<int> known, CampaignPolicy policy, CancellationToken cancellationToken)
    {
        var options = new GroupingOptions { RadiusArcsec = policy.ObjectRadiusArcsec ?? CampaignPolicy.UsualObjectRadiusArcsec };
        var wanted = options.RadiusArcsec > 0 ? keys : [.. keys.Select(k => k with { Position = null })];
        var groups = ObjectGroups.Of(wanted, options, known, cancellationToken);
        var most = Math.Max(SmallestSuspect, keys.Count / SuspectShare);
        if (groups.LargestGroup <= most)
        {
            return (groups.GroupOf, null);
        }

        (string Name, Func<ObjectKeys, ObjectKeys> Alone, Func<ObjectKeys, ObjectKeys> Without)[] each =
        [
            ("positions", k => new ObjectKeys(k.Id) { Position = k.Position }, k => k with { Position = null }),
            ("content hashes", k => new ObjectKeys(k.Id) { ContentHash = k.ContentHash }, k => k with { ContentHash = null }),
            ("simulation seeds", k => new ObjectKeys(k.Id) { SimulationSeed = k.SimulationSeed }, k => k with { SimulationSeed = null }),
            ("pictures", k => new ObjectKeys(k.Id) { Perceptual = k.Perceptual }, k => k with { Perceptual = null }),
        ];
        var bad = each.Where(key => ObjectGroups.Of([.. wanted.Select(key.Alone)], options, known: null, cancellationToken).LargestGroup > most).ToArray();
        var rest = bad.Aggregate(wanted, (left, key) => [.. left.Select(key.Without)]);
        return (ObjectGroups.Of(rest, options, known, cancellationToken).GroupOf, bad.Length == 0 ? null : string.Join(", ", bad.Select(key => key.Name)));
    }
}
