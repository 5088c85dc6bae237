using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LensGrains.Tests.Campaigns;

/// <summary>What a campaign's host does differently in the embedded lane.</summary>
internal sealed class GrainLane
{
    public static void Configure(IServiceCollection services, FakeTime? time, int? chaosSeed) => services.Configure<EmbeddedGrainOptions>(options =>
    {
        options.Chaos = chaosSeed is { } seed ? new ChaosOptions { Seed = seed } : null;

        // Faked time runs far ahead of the work, so nothing may be given up for lateness.
        options.ResponseTimeout = time is not null ? TimeSpan.FromHours(1) : options.ResponseTimeout;
        options.LifecycleTimeout = time is not null ? TimeSpan.FromHours(1) : options.LifecycleTimeout;
    });

    /// <summary>The host went down while the call ran: its outcome is unknown.</summary>
    public static bool IsStopped(Exception error) => error is GrainHostStoppedException;

    /// <summary>Whether a logged error is one that this product should not have made.</summary>
    public static bool IsOurs(string error) => true;

    public static Task KillAsync(IHost host)
    {
        host.Services.GetRequiredService<GrainHost>().Kill();
        return Task.CompletedTask;
    }

    /// <summary>A reference to a second activation of the same grain, alive beside the first.</summary>
    public T Rival<T>(IServiceProvider services, string key)
        where T : IGrainWithStringKey => services.GetRequiredService<GrainHost>().GetSecondActivation<T>(key);

    /// <summary>They live in the host and end with it.</summary>
    public Task EndRivalsAsync() => Task.CompletedTask;
}
