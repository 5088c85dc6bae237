using LensGrains.Core.Ids;

namespace LensGrains.Core.Pools;

/// <summary>What one annotator last said of one source, as a vote or as a ruling.</summary>
/// <param name="Class">Index of the class in the campaign's list, 0 to 63, or null: no class.</param>
/// <param name="Unsure">The annotator is not sure (beside a class, or alone).</param>
/// <param name="Skip">The annotator passed it over; not a label.</param>
/// <param name="Adjudication">A ruling that outranks votes; kept apart from the same annotator's vote.</param>
[GenerateSerializer, Immutable, Alias("vote")]
public readonly record struct Vote(int? Class, bool Unsure = false, bool Skip = false, bool Adjudication = false)
{
    /// <summary>Classes that a campaign can have.</summary>
    public const int MaximumClasses = 64;

    private const int UnsureBit = 1 << 7;
    private const int SkipBit = 1 << 8;
    private const int AdjudicationBit = 1 << 9;

    /// <summary>Nothing said, or taken back.</summary>
    public bool IsEmpty => Class is null && !Unsure && !Skip;

    /// <summary>In one number, as pools keep it. Bits 0 to 6: class + 1 (0 is none); 7: unsure; 8: skip; 9: adjudication.</summary>
    public ushort Bits => (ushort)(
        (Class is { } c ? c + 1 : 0) | (Unsure ? UnsureBit : 0) | (Skip ? SkipBit : 0) | (Adjudication ? AdjudicationBit : 0));

    public static Vote FromBits(ushort bits)
    {
        var classPlusOne = bits & 0x7F;
        return new Vote(
            classPlusOne == 0 ? null : classPlusOne - 1, (bits & UnsureBit) != 0, (bits & SkipBit) != 0, (bits & AdjudicationBit) != 0);
    }
}

/// <summary>A vote as it travels from a session to a pool: a value, not an increment.</summary>
/// <param name="Annotator">Who said it.</param>
/// <param name="Sequence">Place in the session's journal; the highest per annotator, source and kind wins.</param>
/// <param name="Source">The source.</param>
/// <param name="Vote">The value from that place on.</param>
/// <param name="At">When it was said; decides between the rulings of several annotators.</param>
[GenerateSerializer, Immutable, Alias("vote-effect")]
public readonly record struct VoteEffect(AnnotatorId Annotator, long Sequence, Ordinal Source, Vote Vote, DateTimeOffset At);

/// <summary>What the votes on a source come to.</summary>
[GenerateSerializer, Alias("consensus-state")]
public enum ConsensusState : byte
{
    /// <summary>Nobody has given a class.</summary>
    Open,

    /// <summary>One class leads, or an adjudication has decided.</summary>
    Agreed,

    /// <summary>Two or more classes share the lead.</summary>
    Conflict,
}

/// <summary>The outcome of the last votes on a source.</summary>
/// <param name="State">Whether a class leads.</param>
/// <param name="Class">The leading class, only where <see cref="ConsensusState.Agreed"/>.</param>
/// <param name="Adjudicated">True where an adjudication decided.</param>
/// <param name="Votes">Annotators whose vote is a class.</param>
/// <param name="Agreeing">Those of them whose vote is <paramref name="Class"/>.</param>
/// <param name="Unsure">True where the ruling, or most of those who agree, doubt it.</param>
/// <param name="Seen">Annotators whose vote is anything: class, unsure or skip.</param>
[GenerateSerializer, Immutable, Alias("consensus")]
public readonly record struct Consensus(
    ConsensusState State, int? Class, bool Adjudicated, int Votes, int Agreeing, bool Unsure, int Seen);
