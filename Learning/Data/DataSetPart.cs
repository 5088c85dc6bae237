namespace LensGrains.Learning.Data;

/// <summary>The rows of one data set that somebody wants to use, with labels of one origin.</summary>
/// <param name="Card">The data set.</param>
/// <param name="Positives">Rows labelled as lenses.</param>
/// <param name="Negatives">Rows labelled as other sources.</param>
public sealed record DataSetPart(DataSetCard Card, int Positives, int Negatives)
{
    /// <summary>Who labelled these rows; the card's origin where nothing else is said.</summary>
    public LabelOrigin Origin { get; init; } = Card.Origin;

    /// <summary>Names of the columns that come with the rows.</summary>
    public IReadOnlyCollection<string> Columns { get; init; } = [];
}

/// <summary>Why a data set may not be used as somebody wants to.</summary>
public enum UseRefusalReason
{
    /// <summary>The card does not allow the use.</summary>
    UseForbidden,

    /// <summary>Rows carry labels that the data set cannot have, such as negatives in a list of lenses.</summary>
    LabelOfAnotherKind,

    /// <summary>Lenses only, and no other data set brings negatives.</summary>
    NegativesMissing,

    /// <summary>Non-lenses only, and no other data set brings positives.</summary>
    PositivesMissing,

    /// <summary>A column that the labels need is not there.</summary>
    ColumnMissing,

    /// <summary>Labels made by a model.</summary>
    MachineLabels,
}

/// <summary>A use that is refused.</summary>
/// <param name="CardId">The data set's card.</param>
/// <param name="Use">What was wanted.</param>
/// <param name="Reason">Why not.</param>
/// <param name="Message">The same for people; names the card.</param>
public sealed record UseRefusal(string CardId, DataUses Use, UseRefusalReason Reason, string Message);

/// <summary>Data sets were to be used in a way that their cards forbid.</summary>
public sealed class DataUseRefusedException(IReadOnlyList<UseRefusal> refusals)
    : Exception(string.Join(" ", refusals.Select(refusal => refusal.Message)))
{
    /// <summary>All that was refused.</summary>
    public IReadOnlyList<UseRefusal> Refusals { get; } = refusals;
}
