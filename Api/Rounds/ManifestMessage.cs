using LensGrains.Api.Campaigns;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Rounds;

namespace LensGrains.Api.Rounds;

/// <summary>A file of a round and its SHA-256, lower-case hex.</summary>
internal sealed record FileHashMessage(string Name, string Sha256);

/// <summary>Everything that a round's result depends on, and what came out: enough to check it and to make it again.</summary>
internal sealed record ManifestMessage(
    string Campaign,
    int Round,
    int Parent,
    int Attempt,
    string? Hash,
    IReadOnlyDictionary<string, long> Cut,
    IReadOnlyList<string> Classes,
    string Positive,
    PolicyMessage Policy,
    string Catalog,
    long CatalogVersion,
    int Sources,
    string Embedding,
    long EmbeddingVersion,
    IReadOnlyDictionary<string, int> Labels,
    IReadOnlyList<PlannedMemberMessage> Members,
    RoundThresholds? Thresholds,
    RoundMetrics? Metrics,
    IReadOnlyList<FileHashMessage> Files,
    HardNegativesMessage? HardNegatives = null)
{
    public static ManifestMessage Of(RoundState state)
    {
        var m = state.Manifest!;
        return new ManifestMessage(
            state.Campaign.Value,
            state.Number,
            state.Parent,
            state.Attempt,
            state.ManifestHash,
            m.Positions.OrderBy(p => p.Key.Value, StringComparer.Ordinal).ToDictionary(p => p.Key.Value, p => p.Value),
            m.Classes.Names,
            m.Classes.Positive,
            PolicyMessage.Of(m.Policy),
            m.Catalog.Value,
            m.CatalogVersion,
            m.Sources,
            m.Embedding,
            m.EmbeddingVersion,
            state.Labels,
            [.. state.Planned.Select(PlannedMemberMessage.Of)],
            state.Thresholds,
            state.Metrics,
            [.. FilesOf(state)],
            m.HardNegatives is { } mined ? new HardNegativesMessage(mined.Round, [.. mined.Sources.Select(s => s.Value)]) : null);
    }

    private static IEnumerable<FileHashMessage> FilesOf(RoundState state)
    {
        foreach (var member in state.Trained)
        {
            yield return new FileHashMessage(member.Checkpoint, member.Sha256);
        }

        foreach (var shard in state.Scores)
        {
            yield return new FileHashMessage(shard.Mean, shard.MeanSha256);
            yield return new FileHashMessage(shard.Deviation, shard.DeviationSha256);
        }
    }
}

/// <summary>The labelled negatives that a published round scored highest, by ordinal, highest first.</summary>
internal sealed record HardNegativesMessage(int Round, IReadOnlyList<int> Ordinals);

/// <summary>What a round did with one member.</summary>
internal sealed record PlannedMemberMessage(int Serial, string Kind, IReadOnlyDictionary<string, double>? Options, bool WarmStart, long Seed, int HeldOutFold)
{
    public static PlannedMemberMessage Of(PlannedMember m)
        => new(m.Serial, m.Spec.Kind, m.Spec.Options, m.StartFrom is not null, m.Seed, m.HeldOutFold);
}
