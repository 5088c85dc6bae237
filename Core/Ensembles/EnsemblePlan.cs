using LensGrains.Core.Campaigns;

namespace LensGrains.Core.Ensembles;

/// <summary>A member in the campaign's current ensemble.</summary>
/// <param name="Serial">Its number in the campaign; grows, never reused.</param>
/// <param name="Spec">Its kind and options.</param>
/// <param name="Checkpoint">Path of its newest checkpoint.</param>
[GenerateSerializer, Immutable, Alias("ensemble-member")]
public sealed record EnsembleMemberRef(int Serial, MemberSpec Spec, string Checkpoint);

/// <summary>What one round does with one member.</summary>
/// <param name="Serial">The member.</param>
/// <param name="Spec">Its kind and options.</param>
/// <param name="StartFrom">Checkpoint it goes on from; null: new weights.</param>
/// <param name="Seed">Seed of initial weights, bootstrap and sampling.</param>
/// <param name="HeldOutFold">The fold that it never trains on, see <see cref="Folds"/>.</param>
[GenerateSerializer, Immutable, Alias("planned-member")]
public sealed record PlannedMember(int Serial, MemberSpec Spec, string? StartFrom, long Seed, int HeldOutFold);

/// <summary>
/// The rolling ensemble: each round adds one member and drops the oldest beyond the maximum, or (<c>fixEnsembles</c>) keeps the
/// same ones; survivors go on from the weights they have unless <c>coldStart</c>. SL_discovery meant this and restarted all
/// members from their initial weights instead.
/// </summary>
public static class EnsemblePlan
{
    /// <param name="current">The ensemble of the parent round, oldest first; empty before the first and after a model reset.</param>
    /// <param name="policy">Size, rotation and kinds: a new member is of the kind that the ensemble has too few of.</param>
    /// <param name="nextSerial">The first unused serial.</param>
    /// <param name="startAnew">Serials of members whose weights are of no use any more; null: none.</param>
    public static IReadOnlyList<PlannedMember> For(
        IReadOnlyList<EnsembleMemberRef> current, CampaignPolicy policy, int nextSerial, IReadOnlySet<int>? startAnew = null)
    {
        var fresh = current.Count == 0 ? policy.InitialEnsembleSize : policy.FixEnsembles ? 0 : 1;
        var kept = current.Skip(Math.Max(0, current.Count + fresh - policy.MaximumEnsembleSize)).ToArray();
        var planned = new List<PlannedMember>();
        foreach (var member in kept)
        {
            // New weights are a new lineage, so they get a new serial.
            var isNew = policy.ColdStart || startAnew?.Contains(member.Serial) == true;
            planned.Add(isNew ? Fresh(nextSerial++, member.Spec, policy) : Plan(member.Serial, member.Spec, member.Checkpoint, policy));
        }

        for (var i = 0; i < fresh; i++)
        {
            planned.Add(Fresh(nextSerial, Next(policy.Members, planned), policy));
            nextSerial++;
        }

        return planned;
    }

    /// <summary>
    /// A kind that the ensemble lacks, else the one that would have the fewest for as often as the policy names it (the highest averages of
    /// D'Hondt); of several the one that the policy names first.
    /// </summary>
    private static MemberSpec Next(IReadOnlyList<MemberSpec> wanted, IReadOnlyCollection<PlannedMember> planned) => wanted.MinBy(spec =>
    {
        var there = planned.Count(p => p.Spec.Means(spec));
        return there == 0 ? 0 : (there + 1.0) / wanted.Count(spec.Means);
    })!;

    private static PlannedMember Fresh(int serial, MemberSpec spec, CampaignPolicy policy) => Plan(serial, spec, null, policy);

    private static PlannedMember Plan(int serial, MemberSpec spec, string? startFrom, CampaignPolicy policy)
        => new(serial, spec, startFrom, unchecked((policy.Seed * 1_000_003) + serial), serial % Folds.Count(policy));
}
