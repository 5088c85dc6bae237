using System.Runtime.InteropServices;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Pools;

/// <summary>What one annotator last said of one source.</summary>
/// <param name="Class">Index of the class in the campaign's list, 0 to 63, or null: no class.</param>
/// <param name="Unsure">The annotator is not sure (beside a class, or alone).</param>
/// <param name="Skip">The annotator passed it over; not a label.</param>
/// <param name="Adjudication">A ruling that outranks votes.</param>
[GenerateSerializer, Immutable, Alias("vote")]
public readonly record struct Vote(int? Class, bool Unsure = false, bool Skip = false, bool Adjudication = false)
{
    /// <summary>Classes that a campaign can have.</summary>
    public const int MaximumClasses = 64;

    /// <summary>Nothing said, or taken back.</summary>
    public static Vote None { get; } = new(null);
}

/// <summary>A vote as it travels from a session to a pool: a value, not an increment.</summary>
/// <param name="Session">Index of the session on the campaign's roster.</param>
/// <param name="Sequence">Place in the session's journal; the highest per session and source wins.</param>
/// <param name="Source">The source.</param>
/// <param name="Vote">The value from that place on.</param>
[GenerateSerializer, Immutable, Alias("vote-effect")]
public readonly record struct VoteEffect(int Session, long Sequence, Ordinal Source, Vote Vote);

/// <summary>What the votes on a source come to.</summary>
[GenerateSerializer, Alias("consensus-state")]
public enum ConsensusState : byte
{
    /// <summary>Nobody has given a class.</summary>
    Open,

    /// <summary>One class leads.</summary>
    Agreed,

    /// <summary>Two or more classes share the lead.</summary>
    Conflict,
}

/// <summary>The outcome of the last votes on a source.</summary>
/// <param name="State">Whether a class leads.</param>
/// <param name="Class">The leading class, only where <see cref="ConsensusState.Agreed"/>.</param>
/// <param name="ByAdjudication">True where adjudications decided.</param>
/// <param name="Classified">Sessions whose last word is a class.</param>
/// <param name="Seen">Sessions whose last word is anything (class, unsure or skip).</param>
[GenerateSerializer, Immutable, Alias("consensus")]
public readonly record struct Consensus(ConsensusState State, int? Class, bool ByAdjudication, int Classified, int Seen);

/// <summary>
/// The votes on the sources of one pool, per session the one with the highest sequence. Repeating or reordering effects changes
/// nothing. Memory is spent only on sources with votes. Not safe for concurrent use.
/// </summary>
public sealed class PoolVotes
{
    private readonly record struct Entry(int Session, long Sequence, ushort Packed, int Next);

    private readonly Dictionary<int, int> _firstEntry = [];
    private readonly List<Entry> _entries = [];
    private readonly int[] _agreed = new int[Vote.MaximumClasses];

    /// <summary>Sources in conflict.</summary>
    public int Conflicts { get; private set; }

    /// <summary>Sources with one leading class.</summary>
    public int Labelled { get; private set; }

    /// <summary>Sources whose leading class is <paramref name="classIndex"/>.</summary>
    public int CountOf(int classIndex) => _agreed[classIndex];

    /// <summary>Takes an effect in. True where the source's consensus changed.</summary>
    public bool Apply(VoteEffect effect)
    {
        var before = ConsensusOf(effect.Source);
        if (!Store(effect))
        {
            return false;
        }

        var after = ConsensusOf(effect.Source);
        Tally(before, -1);
        Tally(after, +1);
        return before != after;
    }

    /// <summary>
    /// The class with the most last votes; several with equally many are a conflict. Adjudications, where there are any, are
    /// counted alone. Unsure beside a class counts as that class; unsure alone and skip count for nothing.
    /// </summary>
    public Consensus ConsensusOf(Ordinal source)
    {
        Span<int> votes = stackalloc int[Vote.MaximumClasses];
        Span<int> rulings = stackalloc int[Vote.MaximumClasses];
        var (classified, seen, adjudicated) = (0, 0, false);
        for (var i = FirstEntry(source); i >= 0; i = _entries[i].Next)
        {
            var vote = Unpack(_entries[i].Packed);
            seen += vote == Vote.None ? 0 : 1;
            if (vote.Class is { } c)
            {
                classified++;
                votes[c]++;
                rulings[c] += vote.Adjudication ? 1 : 0;
                adjudicated |= vote.Adjudication;
            }
        }

        var (state, leader) = Leader(adjudicated ? rulings : votes);
        return new Consensus(state, leader, adjudicated, classified, seen);
    }

    /// <summary>The last vote of each session on a source; sessions that took theirs back are left out.</summary>
    public IEnumerable<VoteEffect> VotesOn(Ordinal source)
    {
        for (var i = FirstEntry(source); i >= 0; i = _entries[i].Next)
        {
            if (_entries[i].Packed != 0)
            {
                yield return new VoteEffect(_entries[i].Session, _entries[i].Sequence, source, Unpack(_entries[i].Packed));
            }
        }
    }

    /// <summary>Everything kept, in order of source and session; applying it to an empty instance gives the same state.</summary>
    public IEnumerable<VoteEffect> Effects()
    {
        foreach (var source in _firstEntry.Keys.Order())
        {
            var entries = new List<VoteEffect>();
            for (var i = _firstEntry[source]; i >= 0; i = _entries[i].Next)
            {
                entries.Add(new VoteEffect(_entries[i].Session, _entries[i].Sequence, new Ordinal(source), Unpack(_entries[i].Packed)));
            }

            foreach (var effect in entries.OrderBy(e => e.Session))
            {
                yield return effect;
            }
        }
    }

    private int FirstEntry(Ordinal source) => _firstEntry.TryGetValue(source.Value, out var first) ? first : -1;

    private bool Store(VoteEffect effect)
    {
        var packed = Pack(effect.Vote);
        var first = FirstEntry(effect.Source);
        for (var i = first; i >= 0; i = _entries[i].Next)
        {
            if (_entries[i].Session == effect.Session)
            {
                return Replace(i, effect.Sequence, packed);
            }
        }

        _firstEntry[effect.Source.Value] = _entries.Count;
        _entries.Add(new Entry(effect.Session, effect.Sequence, packed, first));
        return true;
    }

    private bool Replace(int index, long sequence, ushort packed)
    {
        ref var entry = ref CollectionsMarshal.AsSpan(_entries)[index];
        if ((sequence, packed).CompareTo((entry.Sequence, entry.Packed)) <= 0)
        {
            return false; // a repeat, or overtaken by a later vote of the same session
        }

        entry = entry with { Sequence = sequence, Packed = packed };
        return true;
    }

    private void Tally(Consensus consensus, int change)
    {
        if (consensus.State == ConsensusState.Conflict)
        {
            Conflicts += change;
        }
        else if (consensus.Class is { } c)
        {
            Labelled += change;
            _agreed[c] += change;
        }
    }

    private static (ConsensusState State, int? Class) Leader(ReadOnlySpan<int> votes)
    {
        var most = System.Numerics.Tensors.TensorPrimitives.Max(votes);
        if (most == 0)
        {
            return (ConsensusState.Open, null);
        }

        var first = votes.IndexOf(most);
        return votes[(first + 1)..].Contains(most) ? (ConsensusState.Conflict, null) : (ConsensusState.Agreed, first);
    }

    // Bits 0-6: class + 1 (0 is none); 7: unsure; 8: skip; 9: adjudication.
    private static ushort Pack(Vote vote)
    {
        if (vote.Class is < 0 or >= Vote.MaximumClasses)
        {
            throw new ArgumentOutOfRangeException(nameof(vote), vote.Class, "A class is an index from 0 to 63.");
        }

        var flags = (vote.Unsure ? 1 << 7 : 0) | (vote.Skip ? 1 << 8 : 0) | (vote.Adjudication ? 1 << 9 : 0);
        return (ushort)(flags | (vote.Class is { } c ? c + 1 : 0));
    }

    private static Vote Unpack(ushort packed)
    {
        var classPlusOne = packed & 0x7F;
        return new Vote(
            classPlusOne == 0 ? null : classPlusOne - 1, (packed & 1 << 7) != 0, (packed & 1 << 8) != 0, (packed & 1 << 9) != 0);
    }
}
