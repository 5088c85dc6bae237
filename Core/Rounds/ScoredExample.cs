using LensGrains.Core.Ids;

namespace LensGrains.Core.Rounds;

/// <summary>A labelled source with its scores of one round.</summary>
/// <param name="Source">The source.</param>
/// <param name="Positive">True for the class that is searched for.</param>
/// <param name="Known">True where it comes from the list of known lenses.</param>
/// <param name="Score">Mean score of all members, or null where it was not scored.</param>
/// <param name="HeldOutScore">Mean score of the members that did not train on it, or null where all did.</param>
[GenerateSerializer, Immutable, Alias("scored-example")]
public readonly record struct ScoredExample(Ordinal Source, bool Positive, bool Known, float? Score, float? HeldOutScore);
