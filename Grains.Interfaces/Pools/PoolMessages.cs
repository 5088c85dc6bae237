using LensGrains.Core.Ids;
using LensGrains.Core.Pools;

namespace LensGrains.Grains.Interfaces.Pools;

/// <summary>Asks a pool for runs of one round.</summary>
/// <param name="Round">The round.</param>
/// <param name="Queries">One for each run.</param>
/// <param name="Anew">
/// True where the pool must have read every journal since it was asked; else hints may have told it of what came in the last second.
/// </param>
[GenerateSerializer, Immutable, Alias("heads-request")]
public sealed record HeadsRequest(int Round, IReadOnlyList<HeadQuery> Queries, bool Anew = false);

/// <summary>Runs for exactly the round asked for, or none and the round that the pool has.</summary>
/// <param name="HeldRound">The round whose scores the pool has.</param>
/// <param name="Available">Sources of the pool that could be dealt.</param>
/// <param name="Runs">In the order of the queries; empty where the pool has another round.</param>
[GenerateSerializer, Immutable, Alias("heads-answer")]
public sealed record HeadsAnswer(int HeldRound, int Available, IReadOnlyList<HeadRun> Runs);

/// <summary>Which rows to list: those after an ordinal, of one status and class, at most so many.</summary>
/// <param name="After">Rows behind this one; null from the pool's beginning.</param>
/// <param name="Limit">At most so many, 1 to 1,000.</param>
/// <param name="Status">Only this status; null any.</param>
/// <param name="Label">Only this agreed class; null any.</param>
[GenerateSerializer, Immutable, Alias("rows-request")]
public sealed record RowsRequest(Ordinal? After, int Limit, RowStatus? Status, string? Label);

/// <summary>One source as its pool has it.</summary>
/// <param name="Source">The source.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Label">The agreed class, or null.</param>
/// <param name="Votes">Annotators with a label on it.</param>
/// <param name="Disputed">True where labels do not agree.</param>
/// <param name="Unsure">True where the label is doubted.</param>
/// <param name="Score">Mean score of the current round, or null.</param>
/// <param name="Uncertainty">Its standard deviation over members, or null.</param>
[GenerateSerializer, Immutable, Alias("pool-row")]
public sealed record PoolRow(
    Ordinal Source, RowStatus Status, string? Label, int Votes, bool Disputed, bool Unsure, float? Score, float? Uncertainty);
