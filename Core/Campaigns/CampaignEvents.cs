using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;

namespace LensGrains.Core.Campaigns;

/// <summary>What can happen to a campaign.</summary>
public abstract record CampaignEvent;

public sealed record AnnotatorJoined(AnnotatorId Annotator) : CampaignEvent;

public sealed record PolicyChanged(CampaignPolicy Policy) : CampaignEvent;

public sealed record KnownLensesChanged(string File) : CampaignEvent;

public sealed record RoundStarted(int Number, RoundReason Reason, TriggerBase Base, OperationId? Operation) : CampaignEvent;

/// <summary>The round's manifest is frozen; the next trigger counts from its exact numbers.</summary>
public sealed record RoundManifested(int Number, TriggerBase Base) : CampaignEvent;

public sealed record RoundWasPublished(int Number, IReadOnlyList<EnsembleMemberRef> Ensemble, double? Threshold) : CampaignEvent;

/// <summary>The round ended without being published.</summary>
public sealed record RoundEnded(int Number, RoundPhase Phase, string Message) : CampaignEvent;

/// <summary>An earlier round is current again; labels stay.</summary>
public sealed record RoundRestored(int Number, IReadOnlyList<EnsembleMemberRef> Ensemble, double? Threshold) : CampaignEvent;

/// <summary>The next round starts from new members; labels and scores stay.</summary>
public sealed record ModelReset(OperationId Operation) : CampaignEvent;

/// <summary>Serials that a round has taken.</summary>
public sealed record SerialsTaken(int Next) : CampaignEvent;
