using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces.Campaigns;
using Microsoft.AspNetCore.SignalR;

namespace LensGrains.Api.Hubs;

/// <summary>
/// Listens to campaigns on behalf of all browsers: one observer per campaign in this process, however many watch. Bursts become
/// one hint each.
/// </summary>
internal sealed partial class HintRelay(
    IGrainFactory grains, IHubContext<CampaignHub> hub, TimeProvider time, ILogger<HintRelay> logger) : IAsyncDisposable
{
    /// <summary>A grain forgets an observer five minutes after its last call.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(2);
    private readonly IGrainFactory _grains = grains;
    private readonly TimeProvider _time = time;
    private readonly ILogger _logger = logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<CampaignId, Watched> _watched = [];

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

    private Watched Begin(CampaignId campaign)
    {
        var observer = new HintBatch(_time, hint => SendAsync(campaign, hint.Name, hint.Version));
        return new Watched(this, campaign, observer);
    }

    private Task SendAsync(CampaignId campaign, string name, long version)
        => hub.Clients.Group(campaign.Value).SendAsync(name, new Hint(campaign.Value, version));

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

        public Watched(HintRelay relay, CampaignId campaign, HintBatch observer)
        {
            _relay = relay;
            _campaign = campaign;
            _observer = observer;
            _reference = relay._grains.CreateObjectReference<ICampaignObserver>(observer);
            _renewal = relay._time.CreateTimer(_ => _ = RenewAsync(), null, Renewal, Renewal);
        }

        public int Watchers { get; set; } = 1;

        public async Task RenewAsync()
        {
            try
            {
                await _relay._grains.GetGrain<ICampaignGrain>(_campaign.Value).Watch(_reference);
            }
            catch (Exception error) when (error is TimeoutException or InvalidOperationException)
            {
                _relay.LogRenewalFailed(error);
            }
        }

        public void End()
        {
            _renewal.Dispose();
            _relay._grains.DeleteObjectReference<ICampaignObserver>(_reference);
            _observer.Dispose();
        }
    }
}
