using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Devices;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Interfaces.Rounds;
using LensGrains.Learning.Members;
using LensGrains.Silo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LensGrains.Tests.Campaigns;

/// <summary>Silos of one cluster in this process, over one storage; the first has no accelerator and hosts the campaign.</summary>
internal sealed class SmallCluster : IAsyncDisposable
{
    private readonly List<IHost> _silos = [];

    private SmallCluster()
    {
    }

    /// <summary>The campaign, asked through the first silo.</summary>
    public CampaignHost First { get; } = new() { Settings = SettingsOf(isGpu: false), ExpectsErrors = true };

    public static async Task<SmallCluster> StartAsync(CampaignPolicy policy, int sources = 400)
    {
        var cluster = new SmallCluster();
        await cluster.First.StartAsync();
        await cluster.First.CreateAsync(policy, sources);
        await new Client(cluster.First, "ana").LabelAsync(6);
        return cluster;
    }

    /// <summary>One more silo, as the cluster has it once this returns.</summary>
    public async Task<IHost> JoinAsync(bool isGpu)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(SettingsOf(isGpu));
        builder.Services
            .AddSingleton(First.Services.GetRequiredService<IJournal>())
            .AddSingleton(First.Services.GetRequiredService<IGrainStateStore>())
            .AddSingleton(First.Services.GetRequiredService<IBlobStore>())
            .AddLensGrainsSilo(builder.Configuration, ProcessRole.Silo, options => options.DataDirectory = First.Data);
        var silo = builder.Build();
        await silo.StartAsync();
        _silos.Add(silo);
        return silo;
    }

    /// <summary>Ends a silo that nobody asked to.</summary>
    public static Task KillAsync(IHost silo) => silo.StopAsync(new CancellationToken(canceled: true));

    public static WorkTotals TotalsOf(IServiceProvider silo) => silo.GetRequiredService<WorkInstruments>().Totals;

    public static long StepsOf(IServiceProvider silo) => TotalsOf(silo).TrainSteps;

    /// <summary>Epochs of a training that another silo would not have to do again.</summary>
    public async Task<int> EpochsKeptAsync(string folder, int serial)
        => await First.Services.GetRequiredService<IBlobStore>().ReadAsync(MemberFiles.Training(folder, serial)) is { } file
            ? TrainingCheckpoint.Parse(file.Body).Losses.Count
            : 0;

    public async Task StartRoundAsync()
        => Assert.Equal(CampaignOutcome.Done, (await Client.AskAsync(() => First.Campaign.StartRound(new OperationId("train")))).Outcome);

    public Task<RoundStatus?> BecomesAsync(Func<RoundStatus, bool> holds)
        => First.BecomesAsync(() => First.Round(1).Status(), r => r is not null && holds(r));

    public async Task<RoundState> PublishedAsync()
    {
        var round = (await BecomesAsync(r => r.State.IsOver))!.State;
        Assert.True(round.Phase == RoundPhase.Published, round.Message);
        return round;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
        {
            await KillAsync(silo);
            await ((IAsyncDisposable)silo).DisposeAsync();
        }

        await First.DisposeAsync();
    }

    private static Dictionary<string, string?> SettingsOf(bool isGpu) => new()
    {
        ["LensGrains:Cluster:Membership"] = "store",
        ["LensGrains:Cluster:Metadata:accelerator"] = isGpu ? "gpu" : "none",
        ["LensGrains:Silo:CheckpointSeconds"] = "0.1",
        ["LensGrains:Cluster:ProbeSeconds"] = "2",
        ["LensGrains:Cluster:MissedProbes"] = "3",
        ["LensGrains:Cluster:TableRefreshSeconds"] = "2",
    };
}
