using System.Collections.Immutable;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;

namespace LensGrains.Core.Remarks;

/// <summary>What became of a remark.</summary>
[GenerateSerializer, Alias("remark-outcome")]
public enum RemarkOutcome
{
    Accepted,

    /// <summary>The operation id was used before, for another remark or another source.</summary>
    OperationReused,

    /// <summary>Some fields cannot be used.</summary>
    Invalid,
}

/// <summary>The answer to a remark.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Source">The source's remarks as of this one, so that a retry has the same answer; null where it was refused.</param>
/// <param name="Problems">What is wrong with which field.</param>
[GenerateSerializer, Immutable, Alias("remark-answer")]
public sealed record RemarkAnswer(RemarkOutcome Outcome, SourceRemarks? Source = null, IReadOnlyList<FieldProblem>? Problems = null);

/// <summary>The remarks on all sources of one campaign, in one order. Decides who may add what, and answers a retry as before.</summary>
public sealed class RemarkLedger
{
    private readonly Dictionary<(AnnotatorId Annotator, OperationId Operation), Answered> _answered = [];

    /// <summary>Entries applied: the journal's position.</summary>
    public long Position { get; private set; }

    /// <summary>The remarked sources by ordinal, as of now. It does not change under its reader.</summary>
    public ImmutableDictionary<int, SourceRemarks> Sources { get; private set; } = ImmutableDictionary<int, SourceRemarks>.Empty;

    /// <summary>Decides about a remark. The caller makes the event durable, then applies it.</summary>
    public (RemarkAnswer Answer, SourceRemarked? Event) Add(RemarkOn command)
    {
        var remark = command.Remark;
        if (_answered.TryGetValue((remark.Annotator, remark.Operation), out var earlier))
        {
            return earlier.Source == command.Source && earlier.BodyHash == command.BodyHash
                ? (new RemarkAnswer(RemarkOutcome.Accepted, AsOf(earlier)), null)
                : (new RemarkAnswer(RemarkOutcome.OperationReused), null);
        }

        var problems = RemarkRules.Check(remark);
        return problems.Count > 0
            ? (new RemarkAnswer(RemarkOutcome.Invalid, Problems: problems), null)
            : (new RemarkAnswer(RemarkOutcome.Accepted, Of(command.Source).With(remark)), new SourceRemarked(command.Source, command.BodyHash, remark));
    }

    /// <summary>Changes the state by what happened.</summary>
    public void Apply(RemarkEvent e)
    {
        Position++;
        switch (e)
        {
            case SourceRemarked remarked:
                var after = Of(remarked.Source).With(remarked.Remark);
                Sources = Sources.SetItem(remarked.Source.Value, after);
                _answered[(remarked.Remark.Annotator, remarked.Remark.Operation)] =
                    new Answered(remarked.Source, remarked.BodyHash, after.Remarks.Count);
                break;
            default:
                throw new InvalidOperationException($"No rule for {e.GetType().Name}.");
        }
    }

    /// <summary>What was noted about a source.</summary>
    public SourceRemarks Of(Ordinal source) => Sources.GetValueOrDefault(source.Value) ?? SourceRemarks.None;

    private SourceRemarks AsOf(Answered answered)
        => Of(answered.Source).Remarks.Take(answered.Count).Aggregate(SourceRemarks.None, (all, remark) => all.With(remark));

    /// <summary>An operation that was answered: its source, its body, and the remarks on the source with it.</summary>
    private readonly record struct Answered(Ordinal Source, string BodyHash, int Count);
}
