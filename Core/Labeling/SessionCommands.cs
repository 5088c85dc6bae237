using System.Text.Json.Serialization;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Labeling;

/// <summary>What a submission, relabelling or undo came to.</summary>
[GenerateSerializer, Alias("submit-outcome")]
public enum SubmitOutcome
{
    /// <summary>The labels count.</summary>
    Accepted,

    /// <summary>The page's lease had ended; the labels count all the same.</summary>
    AcceptedLate,

    /// <summary>The page was dealt to another annotator.</summary>
    NotYourPage,

    /// <summary>No such page was ever dealt to this annotator.</summary>
    UnknownPage,

    /// <summary>The operation id was used before, with another body.</summary>
    OperationReused,

    /// <summary>The body is wrong; the problems name the fields.</summary>
    Invalid,

    /// <summary>There is no submission to take back.</summary>
    NothingToUndo,

    /// <summary>This role may not do that.</summary>
    Forbidden,
}

/// <summary>A field of a request that cannot be used, and why.</summary>
[GenerateSerializer, Immutable, Alias("field-problem")]
public sealed record FieldProblem(string Field, string Message);

/// <summary>The answer to a submission; the same for every retry of the same operation.</summary>
/// <param name="Operation">The operation answered.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Accepted">Number of judgements that count now because of it.</param>
/// <param name="Page">The page concerned (for an undo: the page that is open again).</param>
/// <param name="ExpiresAt">For an undo: when the reopened page's lease ends.</param>
/// <param name="Problems">What was wrong, for <see cref="SubmitOutcome.Invalid"/>.</param>
[GenerateSerializer, Immutable, Alias("submit-answer")]
public sealed record SubmitAnswer(
    OperationId Operation,
    SubmitOutcome Outcome,
    int Accepted = 0,
    PageId? Page = null,
    DateTimeOffset? ExpiresAt = null,
    IReadOnlyList<FieldProblem>? Problems = null);

/// <summary>The classes a label may name.</summary>
/// <param name="Names">Two to nine names, in the order of their keys.</param>
/// <param name="Positive">The one that is searched for.</param>
[GenerateSerializer, Immutable, Alias("class-scheme")]
public sealed record ClassScheme(IReadOnlyList<string> Names, string Positive)
{
    /// <summary>The class that "the rest is negative" stands for: the first that is not positive.</summary>
    [JsonIgnore]
    public string Negative => Names.First(name => name != Positive);

    public bool Has(string name) => Names.Contains(name);
}

/// <summary>Labels for a page.</summary>
[GenerateSerializer, Immutable, Alias("submit-page")]
public sealed record SubmitPage(
    PageId Page, OperationId Operation, string BodyHash, IReadOnlyList<Judgement> Judgements, RestOfPage Rest);

/// <summary>Labels without a page.</summary>
[GenerateSerializer, Immutable, Alias("give-labels")]
public sealed record GiveLabels(OperationId Operation, string BodyHash, LabelKind Kind, IReadOnlyList<Judgement> Judgements);

/// <summary>Takes back one submission (default: the last one that still counts).</summary>
[GenerateSerializer, Immutable, Alias("undo-submission")]
public sealed record UndoSubmission(OperationId Operation, string BodyHash, OperationId? Target);

/// <summary>Takes back every vote given after a position of the journal ("reset round"), or makes such a reset undone.</summary>
[GenerateSerializer, Immutable, Alias("reset-votes")]
public sealed record ResetVotes(OperationId Operation, string BodyHash, long AfterPosition);
