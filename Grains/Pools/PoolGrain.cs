using System.Text.Json;
using LensGrains.Catalogs;
using LensGrains.Catalogs.Npy;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Pools;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Pools;
using LensGrains.Grains.Journaling;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Pools;

/// <summary>
/// Hosts one pool's columns. It owns nothing durable: rows come from the catalogue, votes from the journals, scores from the
/// published round; whatever it misses it reads again.
/// </summary>
public sealed class PoolGrain(
    IJournal journal, Snapshots snapshots, IBlobStore blobs, CatalogStore catalogs, TimeProvider clock, ILogger<PoolGrain> log) : Grain, IPoolGrain
{
    /// <summary>To look at every journal is a request for each annotator in some stores; pages are composed more often than that bears.</summary>
    private static readonly TimeSpan HintsSufficeFor = TimeSpan.FromSeconds(1);

    private CampaignId _campaignId;
    private int _shard;
    private PoolBoard _board = null!;
    private PoolVoters _voters = null!;
    private CampaignDescription? _campaign;
    private Catalog? _catalog;
    private DateTimeOffset _caughtUpAt; // with every journal
    private Task _reporting = Task.CompletedTask;
    private bool _reportAgain;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_campaignId, _shard) = GrainKeys.SplitNumber(this.GetPrimaryKeyString());
        _board = new PoolBoard(_shard);
        _voters = new PoolVoters(_campaignId, _shard, journal, snapshots);
        return Task.CompletedTask;
    }

    public async Task Apply(VotesHint hint, CancellationToken cancellationToken = default)
    {
        if (!await ReadyAsync(hint.Annotator, cancellationToken))
        {
            return;
        }

        if (!_voters.Follows(hint))
        {
            await TakeAsync(_voters.GapAsync(hint, cancellationToken));
        }

        _board.Take(hint.Annotator, hint.Position, hint.At, hint.Kind, hint.Values);
        _voters.Advance(hint.Annotator, hint.Position);
        _voters.SaveIfDue(_board.Votes);
        ReportSoon();
    }

    public async Task<HeadsAnswer> Heads(HeadsRequest request, CancellationToken cancellationToken = default)
    {
        await LookAsync(request.Round, request.Anew ? TimeSpan.Zero : HintsSufficeFor, cancellationToken);
        if (_campaign is null || _board.Columns.Round != request.Round)
        {
            return new HeadsAnswer(_board.Columns.Round, 0, []);
        }

        var runs = request.Queries.Select(q => _board.Columns.Head(q).Run!).ToArray();
        return new HeadsAnswer(request.Round, _board.Columns.CountOf(RowStatus.Available), runs);
    }

    public async Task<PoolReport> Refresh(CancellationToken cancellationToken = default)
    {
        await LookAsync(round: null, cancellationToken);
        return Report();
    }

    public async Task<IReadOnlyList<PoolRow>> Rows(RowsRequest request, CancellationToken cancellationToken = default)
    {
        await LookAsync(round: null, cancellationToken);
        return _campaign is null ? [] : _board.Rows(request, _campaign.State.Classes);
    }

    public async Task<IReadOnlyList<SourceVote>> Votes(Ordinal source, CancellationToken cancellationToken = default)
    {
        await LookAsync(round: null, cancellationToken);
        return _campaign is null ? [] : _board.VotesOn(source, _campaign.State.Classes);
    }

    private ICampaignGrain CampaignGrain => GrainFactory.GetGrain<ICampaignGrain>(_campaignId.Value);

    /// <summary>Sees to it that the columns exist and that the annotator is known.</summary>
    private async ValueTask<bool> ReadyAsync(AnnotatorId annotator, CancellationToken cancellationToken)
    {
        if (_campaign is null || !_voters.Knows(annotator))
        {
            await LookAsync(round: null, cancellationToken);
        }

        return _campaign is not null && _voters.Knows(annotator);
    }

    private Task LookAsync(int? round, CancellationToken cancellationToken) => LookAsync(round, TimeSpan.Zero, cancellationToken);

    /// <summary>
    /// Catches up with campaign, catalogue, where <paramref name="round"/> asks for it scores, and with all journals, unless that was done
    /// less than <paramref name="freshFor"/> ago.
    /// </summary>
    private async Task LookAsync(int? round, TimeSpan freshFor, CancellationToken cancellationToken)
    {
        if (await CampaignGrain.Describe(cancellationToken) is not { } campaign)
        {
            return;
        }

        var before = _campaign;
        _campaign = campaign;
        _board.Use(campaign.State.Classes);
        _voters.Use(campaign.State.Roster);
        if (before is null || before.CatalogVersion != campaign.CatalogVersion || before.State.KnownLenses != campaign.State.KnownLenses
            || before.State.PolicyVersion != campaign.State.PolicyVersion)
        {
            await LoadRowsAsync(campaign, cancellationToken);
        }

        if (before is null)
        {
            _board.Take(await _voters.RestoreAsync(cancellationToken));
        }

        var now = clock.GetUtcNow();
        if (before is null || now - _caughtUpAt >= freshFor)
        {
            await TakeAsync(_voters.MissingAsync(cancellationToken));
            _voters.SaveIfDue(_board.Votes);
            _caughtUpAt = now;
        }

        var wanted = round ?? campaign.State.CurrentRound;
        if (wanted != _board.Columns.Round || before is null)
        {
            await LoadScoresAsync(wanted, cancellationToken);
        }
    }

    private async Task LoadRowsAsync(CampaignDescription campaign, CancellationToken cancellationToken)
    {
        _catalog = _catalog is null
            ? await catalogs.OpenAsync(campaign.State.Catalog, cancellationToken)
            : await catalogs.RefreshAsync(_catalog, cancellationToken);
        var known = campaign.State.KnownLenses is { } path && await blobs.ReadAsync(path, cancellationToken) is { } file
            ? JsonSerializer.Deserialize(file.Body.Span, RoundJson.Default.IReadOnlyListKnownLens)!
            : [];
        _board.LoadRows(_catalog, known, campaign.State.Policy);
        if (campaign.Embedding is { } embedding && _catalog.Prior(embedding) is { } prior)
        {
            _board.Columns.LoadPriors(prior.Oddity(_shard), prior.DiversityRank(_shard));
        }
    }

    private async Task LoadScoresAsync(int round, CancellationToken cancellationToken)
    {
        if (round == 0)
        {
            _board.Columns.LoadScores(0, [], []);
            return;
        }

        if (await blobs.ReadAsync(PublishedRound.PathFor(_campaignId, round), cancellationToken) is not { } index)
        {
            PoolLog.RoundMissing(log, _campaignId, _shard, round);
            return;
        }

        var published = JsonSerializer.Deserialize(index.Body.Span, PublishedRoundJson.Default.PublishedRound)!;
        if (published.Scores.FirstOrDefault(s => s.Shard == _shard) is not { } files)
        {
            _board.Columns.LoadScores(round, [], []); // the pool is younger than the round
            return;
        }

        using var mean = await OpenAsync(files.Mean, cancellationToken);
        using var deviation = await OpenAsync(files.Deviation, cancellationToken);
        _board.Columns.LoadScores(round, mean.Elements<float>(0, (int)mean.Rows), deviation.Elements<float>(0, (int)deviation.Rows));
    }

    private async Task<MappedNpy> OpenAsync(string path, CancellationToken cancellationToken)
        => MappedNpy.Open(await blobs.GetLocalFileAsync(path, cancellationToken) ?? throw new FileNotFoundException("A file of a published round is missing.", path));

    private async Task TakeAsync(IAsyncEnumerable<(AnnotatorId Annotator, long Position, SessionEvent Event)> events)
    {
        await foreach (var (annotator, position, e) in events)
        {
            if (e is LabelEvent labels)
            {
                _board.Take(annotator, position, labels.At, labels.Kind, labels.Values);
            }
        }
    }

    private PoolReport Report() => _board.Report(_voters.AppliedEvents + (_campaign?.CatalogVersion ?? 0) + (_campaign?.State.Version ?? 0));

    /// <summary>Reports without making the caller wait; what changes meanwhile is reported once more afterwards.</summary>
    private void ReportSoon()
    {
        _reportAgain = true;
        if (_reporting.IsCompleted)
        {
            _reporting = ReportAsync();
        }
    }

    private async Task ReportAsync()
    {
        while (_reportAgain)
        {
            _reportAgain = false;
            try
            {
                await CampaignGrain.Report(Report());
            }
            catch (Exception lost)
            {
                PoolLog.ReportLost(log, lost, _campaignId, _shard);
            }
        }
    }
}
