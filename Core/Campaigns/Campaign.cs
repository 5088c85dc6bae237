using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;

namespace LensGrains.Core.Campaigns;

/// <summary>What an attempt to start, restore or end something came to.</summary>
[GenerateSerializer, Alias("campaign-outcome")]
public enum CampaignOutcome
{
    Done,

    /// <summary>It was so already; nothing changed.</summary>
    Already,

    /// <summary>There is no such round, or it was never published.</summary>
    UnknownRound,

    /// <summary>A round is under way.</summary>
    RoundRunning,

    /// <summary>The operation id was used before, for something else.</summary>
    OperationReused,
}

/// <summary>Sources of a campaign by what is known of them, as the pools have counted them.</summary>
/// <param name="Labelled">Sources with at least one label, known lenses not counted.</param>
/// <param name="Positives">Sources whose agreed label is the positive class.</param>
/// <param name="Known">Known lenses.</param>
[GenerateSerializer, Immutable, Alias("label-counts")]
public sealed record LabelCounts(int Labelled, int Positives, int Known = 0);

/// <summary>The rules of a campaign's life. Verbs decide, <see cref="Apply"/> changes.</summary>
public static class Campaign
{
    private const int OperationsKept = 100;
    private const int NoRound = 0; // what an operation led to that started none

    public static CampaignEvent? Join(CampaignState state, AnnotatorId annotator)
        => state.Roster.Contains(annotator) ? null : new AnnotatorJoined(annotator);

    /// <summary>Starts the round that is due, if one is: whichever reason holds first, and none while one is under way.</summary>
    public static RoundStarted? Due(CampaignState state, LabelCounts counts, DateTimeOffset now)
    {
        if (state.ActiveRound is not null)
        {
            return null;
        }

        var when = state.Policy.RetrainWhen;
        var gained = counts.Labelled - state.Base.Labelled;
        RoundReason? reason = gained >= (when.Labels ?? state.Policy.NumSubmissionTrain) ? RoundReason.Labels
            : when.Confirmed is { } confirmed && counts.Positives - state.Base.Positives >= confirmed ? RoundReason.Confirmed
            : HaveDoubled(state, counts) ? RoundReason.Doubled
            : when.Days is { } days && gained > 0 && now - state.Base.At >= TimeSpan.FromDays(days) ? RoundReason.Days
            : null;
        return reason is { } because ? Start(state, because, counts, now, operation: null) : null;
    }

    /// <summary>Where negatives are presumed, a model is worth having from the first positive on, and while there are few each one teaches much.</summary>
    private static bool HaveDoubled(CampaignState state, LabelCounts counts)
    {
        var (before, now) = (state.Base.Positives + state.Base.Known, counts.Positives + counts.Known);
        return state.Policy.PresumedNegatives > 0 && now > before && now >= 2 * before;
    }

    /// <summary>Starts a round because somebody asks.</summary>
    public static (CampaignOutcome Outcome, int Round, RoundStarted? Event) Ask(
        CampaignState state, OperationId? operation, LabelCounts counts, DateTimeOffset now)
    {
        if (operation is not null && state.Operations.FirstOrDefault(o => o.Operation == operation) is { } earlier)
        {
            return (earlier.Round == NoRound ? CampaignOutcome.OperationReused : CampaignOutcome.Done, earlier.Round, null);
        }

        if (state.ActiveRound is { } running)
        {
            return (CampaignOutcome.RoundRunning, running, null);
        }

        var started = Start(state, RoundReason.Asked, counts, now, operation);
        return (CampaignOutcome.Done, started.Number, started);
    }

    /// <summary>Notes the exact numbers of a round's manifest.</summary>
    public static CampaignEvent? Manifested(CampaignState state, int round, TriggerBase counted)
        => state.ActiveRound == round && state.Base != counted ? new RoundManifested(round, counted) : null;

    /// <summary>Moves the pointer to a round whose files are all written. Repeats do nothing.</summary>
    public static (CampaignOutcome Outcome, CampaignEvent? Event) Publish(CampaignState state, RoundWasPublished published)
        => state.ActiveRound == published.Number ? (CampaignOutcome.Done, (CampaignEvent?)published)
            : Entry(state, published.Number)?.Phase == RoundPhase.Published ? (CampaignOutcome.Already, null)
            : (CampaignOutcome.UnknownRound, null);

    public static (CampaignOutcome Outcome, CampaignEvent? Event) End(CampaignState state, RoundEnded ended)
        => state.ActiveRound == ended.Number ? (CampaignOutcome.Done, (CampaignEvent?)ended) : (CampaignOutcome.Already, null);

    /// <summary>Makes a published round current again.</summary>
    public static (CampaignOutcome Outcome, CampaignEvent? Event) Restore(CampaignState state, RoundRestored restored)
        => Entry(state, restored.Number)?.Phase != RoundPhase.Published ? (CampaignOutcome.UnknownRound, null)
            : state.ActiveRound is not null ? (CampaignOutcome.RoundRunning, null)
            : (CampaignOutcome.Done, restored);

    public static (CampaignOutcome Outcome, CampaignEvent? Event) ResetModel(CampaignState state, OperationId operation)
        => state.Operations.FirstOrDefault(o => o.Operation == operation) is { } earlier
                ? (earlier.Round == NoRound ? CampaignOutcome.Already : CampaignOutcome.OperationReused, null)
            : state.ActiveRound is not null ? (CampaignOutcome.RoundRunning, null)
            : (CampaignOutcome.Done, new ModelReset(operation));

    /// <summary>The state after <paramref name="e"/>.</summary>
    public static CampaignState Apply(CampaignState state, CampaignEvent e)
    {
        var next = e switch
        {
            AnnotatorJoined joined => state with { Roster = [.. state.Roster, joined.Annotator] },
            PolicyChanged changed => state with { Policy = changed.Policy, PolicyVersion = state.PolicyVersion + 1 },
            KnownLensesChanged changed => state with { KnownLenses = changed.File },
            RoundStarted started => ApplyStarted(state, started),
            RoundManifested manifested => state with { Base = manifested.Base },
            SerialsTaken taken => state with { NextSerial = Math.Max(state.NextSerial, taken.Next) },
            RoundWasPublished published => WithPhase(state, published.Number, RoundPhase.Published, null) with
            {
                CurrentRound = published.Number,
                ActiveRound = null,
                Ensemble = published.Ensemble,
                Threshold = published.Threshold,
                Refusal = null,
            },
            RoundEnded ended => WithPhase(state, ended.Number, ended.Phase, ended.Message) with
            {
                ActiveRound = null,
                Refusal = ended.Phase == RoundPhase.Refused ? ended.Message : state.Refusal,
            },
            RoundRestored restored => state with
            {
                CurrentRound = restored.Number, Ensemble = restored.Ensemble, Threshold = restored.Threshold,
            },
            ModelReset reset => state with { Ensemble = [], Operations = Remember(state, reset.Operation, NoRound) },
            _ => throw new InvalidOperationException($"No rule for {e.GetType().Name}."),
        };
        return next with { Version = state.Version + 1 };
    }

    private static RoundStarted Start(
        CampaignState state, RoundReason reason, LabelCounts counts, DateTimeOffset now, OperationId? operation)
        => new(state.Rounds.Count + 1, reason, new TriggerBase(counts.Labelled, counts.Positives, now, counts.Known), operation);

    private static CampaignState ApplyStarted(CampaignState state, RoundStarted started) => state with
    {
        ActiveRound = started.Number,
        Base = started.Base,
        Rounds = [.. state.Rounds, new RoundEntry(started.Number, state.CurrentRound, started.Reason, RoundPhase.Requested, null)],
        Operations = started.Operation is { } operation ? Remember(state, operation, started.Number) : state.Operations,
    };

    private static IReadOnlyList<AnsweredOperation> Remember(CampaignState state, OperationId operation, int round)
        => [.. state.Operations.TakeLast(OperationsKept - 1), new AnsweredOperation(operation, round)];

    private static RoundEntry? Entry(CampaignState state, int number)
        => number >= 1 && number <= state.Rounds.Count ? state.Rounds[number - 1] : null;

    private static CampaignState WithPhase(CampaignState state, int number, RoundPhase phase, string? message)
    {
        var rounds = state.Rounds.ToArray();
        rounds[number - 1] = rounds[number - 1] with { Phase = phase, Message = message };
        return state with { Rounds = rounds };
    }
}
