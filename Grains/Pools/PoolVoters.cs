using System.Runtime.CompilerServices;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Pools;
using LensGrains.Core.Ports;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Pools;
using LensGrains.Grains.Journaling;

namespace LensGrains.Grains.Pools;

/// <summary>How far a pool has followed each session's journal.</summary>
internal sealed class PoolVoters(CampaignId campaign, int shard, IJournal journal, Snapshots snapshots)
{
    private readonly Dictionary<AnnotatorId, int> _index = [];
    private readonly List<AnnotatorId> _roster = [];
    private readonly List<long> _applied = [];
    private readonly Snapshots<PoolSnapshot> _snapshots = snapshots.Of($"pool/{GrainKeys.Pool(campaign, shard)}", PoolSnapshot.Codec);

    /// <summary>Sum of the positions reached; grows with everything applied.</summary>
    public long AppliedEvents => _applied.Sum();

    /// <summary>Takes over who is on the roster. By name, since a roster read while it was being written may have had another order.</summary>
    public void Use(IReadOnlyList<AnnotatorId> roster)
    {
        foreach (var annotator in roster.Where(a => !_index.ContainsKey(a)))
        {
            _index[annotator] = _roster.Count;
            _roster.Add(annotator);
            _applied.Add(0);
        }
    }

    /// <summary>
    /// The votes of the last snapshot, taken for applied; none where there is none, or where a journal is shorter than it says.
    /// </summary>
    public async Task<IEnumerable<VoteEffect>> RestoreAsync(CancellationToken cancellationToken)
    {
        if (await _snapshots.ReadAsync(cancellationToken) is not { Fold: var known } || !known.Annotators.All(_index.ContainsKey))
        {
            return [];
        }

        var names = known.Annotators.Select(a => SessionJournal.NameFor(campaign, a)).ToArray();
        var positions = await journal.PositionsAsync(names, cancellationToken);
        if (names.Where((name, i) => positions.GetValueOrDefault(name) < known.Positions[i]).Any())
        {
            return [];
        }

        for (var i = 0; i < names.Length; i++)
        {
            Advance(known.Annotators[i], known.Positions[i]);
        }

        return known.Effects();
    }

    /// <summary>Writes the votes down where enough has come since the last time.</summary>
    public void SaveIfDue(PoolVotes votes)
        => _snapshots.SaveIfDue(AppliedEvents, () => PoolSnapshot.Of([.. _roster.Select((a, i) => (a, _applied[i]))], votes));

    public bool Knows(AnnotatorId annotator) => _index.ContainsKey(annotator);

    /// <summary>True where nothing that concerns this pool lies between what was applied and the hint.</summary>
    public bool Follows(VotesHint hint) => hint.Previous <= _applied[_index[hint.Annotator]];

    public void Advance(AnnotatorId annotator, long position)
    {
        var index = _index[annotator];
        _applied[index] = Math.Max(_applied[index], position);
    }

    /// <summary>Everything in the journals that was not applied yet; noted as applied once the caller comes back for the next.</summary>
    public async IAsyncEnumerable<(AnnotatorId Annotator, long Position, SessionEvent Event)> MissingAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var positions = await journal.PositionsAsync([.. _roster.Select(a => SessionJournal.NameFor(campaign, a))], cancellationToken);
        for (var i = 0; i < _roster.Count; i++)
        {
            var name = SessionJournal.NameFor(campaign, _roster[i]);
            if (positions.GetValueOrDefault(name) <= _applied[i])
            {
                continue;
            }

            await foreach (var missing in BeforeAsync(i, positions[name], cancellationToken))
            {
                yield return missing;
            }
        }
    }

    /// <summary>As <see cref="MissingAsync"/>, what the hint's annotator did before it.</summary>
    public IAsyncEnumerable<(AnnotatorId Annotator, long Position, SessionEvent Event)> GapAsync(VotesHint hint, CancellationToken cancellationToken)
        => BeforeAsync(_index[hint.Annotator], hint.Previous, cancellationToken);

    /// <summary>Up to <paramref name="position"/> and no further: who labels faster than this reads would never let it come to an end.</summary>
    private async IAsyncEnumerable<(AnnotatorId Annotator, long Position, SessionEvent Event)> BeforeAsync(
        int annotator, long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var name = SessionJournal.NameFor(campaign, _roster[annotator]);
        await foreach (var stored in journal.ReadAsync(name, _applied[annotator], position, cancellationToken))
        {
            var e = SessionJournal.Codec.Decode(stored.Record);
            if (e is LabelEvent labels && labels.Values.Any(v => v.Source.Shard == shard))
            {
                yield return (_roster[annotator], stored.Position, e);
            }

            _applied[annotator] = Math.Max(_applied[annotator], stored.Position);
        }
    }
}
