using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces.Campaigns;

namespace LensGrains.Grains.Campaigns;

/// <summary>Who is told of changes. An observer that does not renew is forgotten; one that fails is too.</summary>
internal sealed class CampaignWatchers(TimeProvider clock)
{
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(5);

    private readonly Dictionary<ICampaignObserver, DateTimeOffset> _renewed = [];

    public void Add(ICampaignObserver observer) => _renewed[observer] = clock.GetUtcNow();

    public void Changed(CampaignId campaign, long version) => Tell(o => o.CampaignChanged(campaign, version));

    public void Progressed(CampaignId campaign, long version) => Tell(o => o.RoundProgress(campaign, version));

    public void Published(CampaignId campaign, long version) => Tell(o => o.RoundPublished(campaign, version));

    private void Tell(Func<ICampaignObserver, Task> what)
    {
        var oldest = clock.GetUtcNow() - ForgottenAfter;
        foreach (var (observer, renewed) in _renewed.ToArray())
        {
            if (renewed < oldest)
            {
                _renewed.Remove(observer);
            }
            else
            {
                what(observer).Ignore();
            }
        }
    }
}

internal static class OneWay
{
    /// <summary>Lets a hint go: whoever misses it fetches again.</summary>
    public static void Ignore(this Task hint)
        => hint.ContinueWith(
            static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
