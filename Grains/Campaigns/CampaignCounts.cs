using LensGrains.Core.Campaigns;
using LensGrains.Grains.Interfaces.Campaigns;

namespace LensGrains.Grains.Campaigns;

/// <summary>The latest report of every pool, and their sums.</summary>
internal sealed class CampaignCounts
{
    private readonly Dictionary<int, PoolReport> _byShard = [];

    /// <summary>Grows with every report that changed something.</summary>
    public long Version { get; private set; }

    /// <summary>Keeps a report unless a newer one is known; true where it changed anything.</summary>
    public bool Take(PoolReport report)
    {
        if (_byShard.TryGetValue(report.Shard, out var known) && known.Version >= report.Version)
        {
            return false;
        }

        _byShard[report.Shard] = report;
        Version++;
        return true;
    }

    /// <summary>Sources with a label, and positives among them.</summary>
    public LabelCounts Labels(CampaignState state)
        => new(
            _byShard.Values.Sum(r => r.Labelled.Values.Sum() + r.Disputed),
            _byShard.Values.Sum(r => r.Labelled.GetValueOrDefault(state.Classes.Positive)),
            _byShard.Values.Sum(r => r.KnownLenses));

    public CampaignStatus StatusOf(CampaignState state, int sources, DateTimeOffset now)
    {
        var labels = Labels(state);
        var wanted = state.Policy.RetrainWhen.Labels ?? state.Policy.NumSubmissionTrain;
        var missing = Campaign.Due(state, labels, now) is null ? Math.Max(0, state.Base.Labelled + wanted - labels.Labelled) : 0;
        return new CampaignStatus(
            state,
            state.Version + Version,
            _byShard.Count == 0 ? sources : _byShard.Values.Sum(r => r.Sources),
            _byShard.Values.Sum(r => r.Available),
            state.Classes.Names.ToDictionary(name => name, name => _byShard.Values.Sum(r => r.Labelled.GetValueOrDefault(name))),
            _byShard.Values.Sum(r => r.Disputed),
            _byShard.Values.Sum(r => r.Unsure),
            _byShard.Values.Sum(r => r.Skipped),
            _byShard.Values.Sum(r => r.KnownLenses),
            state.ActiveRound is null ? missing : null);
    }
}
