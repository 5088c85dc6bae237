using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Pools;

/// <summary>
/// The votes on the sources of one pool: per annotator, source and kind the value with the highest sequence. Repeating or reordering
/// effects changes nothing, and what the votes come to equals <see cref="Rounds.LabelFold"/>. Memory is spent only on sources with
/// votes (about 50 bytes a vote). Not safe for concurrent use.
/// </summary>
public sealed class PoolVotes
{
    private readonly record struct Entry(AnnotatorId Annotator, long Sequence, DateTimeOffset At, ushort Bits, int Next);

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
    /// The newest ruling with a class, if there is one (the annotator's id breaks a tie in time); else the class with the most votes,
    /// where several with equally many are a conflict. Unsure beside a class counts as that class; unsure alone and skip count for
    /// nothing.
    /// </summary>
    public Consensus ConsensusOf(Ordinal source)
    {
        Span<int> votes = stackalloc int[Vote.MaximumClasses];
        Span<int> unsure = stackalloc int[Vote.MaximumClasses];
        var (labels, seen) = (0, 0);
        Entry? ruling = null;
        for (var i = FirstEntry(source); i >= 0; i = _entries[i].Next)
        {
            var entry = _entries[i];
            var vote = Vote.FromBits(entry.Bits);
            if (vote.Adjudication)
            {
                ruling = vote.Class is not null && Outranks(entry, ruling) ? entry : ruling;
                continue;
            }

            seen += vote.IsEmpty ? 0 : 1;
            if (vote.Class is { } c)
            {
                labels++;
                votes[c]++;
                unsure[c] += vote.Unsure ? 1 : 0;
            }
        }

        if (ruling is { } decided && Vote.FromBits(decided.Bits) is { Class: { } ruled } final)
        {
            return new Consensus(ConsensusState.Agreed, ruled, Adjudicated: true, labels, votes[ruled], final.Unsure, seen);
        }

        var (state, leader) = Leader(votes);
        return leader is { } l
            ? new Consensus(state, leader, Adjudicated: false, labels, votes[l], unsure[l] * 2 > votes[l], seen)
            : new Consensus(state, null, Adjudicated: false, labels, Agreeing: 0, Unsure: false, seen);
    }

    /// <summary>The last votes and rulings on a source, those that were taken back left out.</summary>
    public IEnumerable<VoteEffect> VotesOn(Ordinal source) => KeptFor(source).Where(effect => !effect.Vote.IsEmpty);

    /// <summary>Sources on which anything was ever said.</summary>
    public IEnumerable<Ordinal> Sources => _firstEntry.Keys.Select(source => new Ordinal(source));

    /// <summary>Everything kept, in order of source, annotator and kind; applying it to an empty instance gives the same state.</summary>
    public IEnumerable<VoteEffect> Effects() => _firstEntry.Keys.Order().SelectMany(source => KeptFor(new Ordinal(source)));

    private IEnumerable<VoteEffect> KeptFor(Ordinal source)
    {
        var kept = new List<VoteEffect>();
        for (var i = FirstEntry(source); i >= 0; i = _entries[i].Next)
        {
            kept.Add(new VoteEffect(_entries[i].Annotator, _entries[i].Sequence, source, Vote.FromBits(_entries[i].Bits), _entries[i].At));
        }

        return kept.OrderBy(e => e.Annotator.Value, StringComparer.Ordinal).ThenBy(e => e.Vote.Adjudication);
    }

    private int FirstEntry(Ordinal source) => _firstEntry.TryGetValue(source.Value, out var first) ? first : -1;

    private bool Store(VoteEffect effect)
    {
        if (effect.Vote.Class is < 0 or >= Vote.MaximumClasses)
        {
            throw new ArgumentOutOfRangeException(nameof(effect), effect.Vote.Class, "A class is an index from 0 to 63.");
        }

        var bits = effect.Vote.Bits;
        var first = FirstEntry(effect.Source);
        for (var i = first; i >= 0; i = _entries[i].Next)
        {
            if (_entries[i].Annotator == effect.Annotator && Vote.FromBits(_entries[i].Bits).Adjudication == effect.Vote.Adjudication)
            {
                return Replace(i, effect, bits);
            }
        }

        _firstEntry[effect.Source.Value] = _entries.Count;
        _entries.Add(new Entry(effect.Annotator, effect.Sequence, effect.At, bits, first));
        return true;
    }

    private bool Replace(int index, VoteEffect effect, ushort bits)
    {
        ref var entry = ref CollectionsMarshal.AsSpan(_entries)[index];
        if (effect.Sequence <= entry.Sequence)
        {
            return false; // a repeat, or overtaken by a later value of the same annotator
        }

        entry = entry with { Sequence = effect.Sequence, At = effect.At, Bits = bits };
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

    private static bool Outranks(Entry entry, Entry? other)
        => other is not { } o
           || entry.At > o.At
           || (entry.At == o.At && string.CompareOrdinal(entry.Annotator.Value, o.Annotator.Value) < 0);

    private static (ConsensusState State, int? Class) Leader(ReadOnlySpan<int> votes)
    {
        var most = TensorPrimitives.Max(votes);
        if (most == 0)
        {
            return (ConsensusState.Open, null);
        }

        var first = votes.IndexOf(most);
        return votes[(first + 1)..].Contains(most) ? (ConsensusState.Conflict, null) : (ConsensusState.Agreed, first);
    }
}
