using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces.Campaigns;

namespace LensGrains.Api.Hubs;

/// <summary>Gathers the hints of a tenth of a second and passes on the newest of each kind.</summary>
internal sealed class HintBatch : ICampaignObserver, IDisposable
{
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _waiting = [];
    private readonly Func<(string Name, long Version), Task> _send;
    private readonly ITimer _timer;

    public HintBatch(TimeProvider time, Func<(string Name, long Version), Task> send)
    {
        _send = send;
        _timer = time.CreateTimer(_ => _ = FlushAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Task CampaignChanged(CampaignId campaign, long version) => Add("campaignChanged", version);

    public Task RoundProgress(CampaignId campaign, long version) => Add("roundProgress", version);

    public Task RoundPublished(CampaignId campaign, long version) => Add("roundPublished", version);

    public void Dispose() => _timer.Dispose();

    private Task Add(string name, long version)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _timer.Change(Delay, Timeout.InfiniteTimeSpan);
            }

            _waiting[name] = Math.Max(version, _waiting.GetValueOrDefault(name, version));
        }

        return Task.CompletedTask;
    }

    private async Task FlushAsync()
    {
        KeyValuePair<string, long>[] hints;
        lock (_gate)
        {
            hints = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var (name, version) in hints)
        {
            await _send((name, version));
        }
    }
}
