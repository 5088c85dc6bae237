using LensGrains.Core.Rounds;

namespace LensGrains.Grains.Members;

/// <summary>What a member has durably done: its newest result per round.</summary>
[GenerateSerializer, Immutable, Alias("member-state")]
public sealed record MemberState([property: Id(0)] IReadOnlyList<MemberResult> Results);

/// <summary>A training that ended well.</summary>
[GenerateSerializer, Immutable, Alias("member-result")]
public sealed record MemberResult(int Round, int Attempt, string ManifestHash, TrainedMember Trained);
