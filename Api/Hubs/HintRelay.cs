using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Silo;
using Microsoft.AspNetCore.SignalR;

namespace LensGrains.Api.Hubs;

/// <summary>
/// Listens to campaigns on behalf of all browsers: one observer per campaign in this process, however many watch. Bursts become
/// one hint each. Grains hold observers in memory only, so all are renewed as soon as silos came or went.
/// </summary>
internal sealed partial class HintRelay : IAsyncDisposable
{
    /// <summary>A grain forgets an observer five minutes after its last call, and one that moved has never heard of it.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(30);

    /// <summary>After a silo was lost its grains may take seconds to stand up elsewhere.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private const int MostRetries = 20;
    private readonly IGrainFactory _grains;
    private readonly IHubContext<CampaignHub> _hub;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ClusterConnection _cluster;
    private readonly Lock _gate = new();
    private readonly Dictionary<CampaignId, Watched> _watched = [];

    public HintRelay(IGrainFactory grains, IHubContext<CampaignHub> hub, TimeProvider time, ClusterConnection cluster, ILogger<HintRelay> logger)
    {
        (_grains, _hub, _time, _cluster, _logger) = (grains, hub, time, cluster, logger);
        _cluster.Changed += RenewAll;
    }

    /// <summary>One more connection watches.</summary>
    public Task JoinAsync(CampaignId campaign)
    {
        Watched watched;
        lock (_gate)
        {
            if (_watched.TryGetValue(campaign, out var known))
            {
                known.Watchers++;
                return Task.CompletedTask;
            }

            _watched[campaign] = watched = Begin(campaign);
        }

        return watched.RenewAsync();
    }

    /// <summary>One connection fewer watches.</summary>
    public void Leave(CampaignId campaign)
    {
        lock (_gate)
        {
            if (_watched.TryGetValue(campaign, out var watched) && --watched.Watchers == 0)
            {
                _watched.Remove(campaign);
                watched.End();
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _cluster.Changed -= RenewAll;
        lock (_gate)
        {
            foreach (var watched in _watched.Values)
            {
                watched.End();
            }

            _watched.Clear();
        }

        return ValueTask.CompletedTask;
    }

    private void RenewAll()
    {
        lock (_gate)
        {
            foreach (var watched in _watched.Values)
            {
                _ = watched.RenewUntilDoneAsync();
            }
        }
    }

    private Watched Begin(CampaignId campaign)
    {
        var observer = new HintBatch(_time, hint => SendAsync(campaign, hint.Name, hint.Version));
        return new Watched(this, campaign, observer);
    }

    private Task SendAsync(CampaignId campaign, string name, long version)
        => _hub.Clients.Group(campaign.Value).SendAsync(name, new Hint(campaign.Value, version));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hints of a campaign cannot be renewed; browsers poll until they can")]
    private partial void LogRenewalFailed(Exception error);

    /// <summary>The observer of one campaign: held strongly here, because grains hold observers weakly.</summary>
    private sealed class Watched
    {
        private readonly HintRelay _relay;
        private readonly CampaignId _campaign;
        private readonly HintBatch _observer;
        private readonly ICampaignObserver _reference;
        private readonly ITimer _renewal;
        private volatile bool _isOver;

        public Watched(HintRelay relay, CampaignId campaign, HintBatch observer)
        {
            _relay = relay;
            _campaign = campaign;
            _observer = observer;
            _reference = relay._grains.CreateObjectReference<ICampaignObserver>(observer);
            _renewal = relay._time.CreateTimer(_ => _ = RenewAsync(), null, Renewal, Renewal);
        }

        public int Watchers { get; set; } = 1;

        /// <summary>Renews until the campaign has answered from wherever it is now.</summary>
        public async Task RenewUntilDoneAsync()
        {
            for (var i = 0; i < MostRetries && !_isOver && !await RenewAsync(); i++)
            {
                await Task.Delay(Retry, _relay._time);
            }
        }

        /// <returns>False where the campaign could not be reached.</returns>
        public async Task<bool> RenewAsync()
        {
            try
            {
                await _relay._grains.GetGrain<ICampaignGrain>(_campaign.Value).Watch(_reference);
                return true;
            }
            catch (Exception error) when (error is TimeoutException or InvalidOperationException || Lane.IsAway(error))
            {
                _relay.LogRenewalFailed(error);
                return false;
            }
        }

        public void End()
        {
            _isOver = true;
            _renewal.Dispose();
            _relay._grains.DeleteObjectReference<ICampaignObserver>(_reference);
            _observer.Dispose();
        }
    }
}
