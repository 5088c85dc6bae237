using LensGrains.Core.Campaigns;
using LensGrains.Core.Devices;
using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Devices;
using LensGrains.Learning.Jobs;
using LensGrains.Silo;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Placement;

namespace LensGrains.Tests.Campaigns;

/// <summary>Where a cluster of several silos does a round's work. Silos of this process are called GPU silos by their metadata alone.</summary>
public class SiloPlacementTests
{
    private static readonly CampaignPolicy ThreeMembers = Policies.Quick with
    {
        InitialEnsembleSize = 3, MaximumEnsembleSize = 3, Members = [Policies.Mlp(epochs: 400)],
    };

    [Fact]
    public async Task Members_WhenThereIsAGpuSilo_TrainThereOnly()
    {
        await using var cluster = await SmallCluster.StartAsync(ThreeMembers);
        var gpu = await cluster.JoinAsync(isGpu: true);
        var other = await cluster.JoinAsync(isGpu: false);
        await cluster.StartRoundAsync();

        var round = await cluster.PublishedAsync();

        Assert.Equal(3, round.Trained.Count);
        Assert.Equal((0, 0), (SmallCluster.StepsOf(cluster.First.Services), SmallCluster.StepsOf(other.Services)));
        Assert.True(SmallCluster.StepsOf(gpu.Services) > 0);
    }

    [Fact]
    public async Task Round_WhenAGpuSiloIsRequired_WaitsForOneAndTrainsThereOnceItJoins()
    {
        await using var cluster = await SmallCluster.StartAsync(ThreeMembers with { Accelerator = AcceleratorUse.Require });
        await cluster.StartRoundAsync();
        await cluster.BecomesAsync(r => r.Waits == RoundWait.GpuSilo);

        var gpu = await cluster.JoinAsync(isGpu: true);

        await cluster.PublishedAsync();
        Assert.Equal(0, SmallCluster.StepsOf(cluster.First.Services));
        Assert.True(SmallCluster.StepsOf(gpu.Services) > 0);
    }

    [Fact]
    public async Task GpuSilo_WhenItJoinsInTheMiddleOfARound_GetsTheNextMember()
    {
        await using var cluster = await SmallCluster.StartAsync(ThreeMembers with { Members = [Policies.Mlp(epochs: 8_000)] });
        await cluster.StartRoundAsync();
        var first = await cluster.BecomesAsync(r => r.Members.Any(m => m.Phase == MemberPhase.Training));
        Assert.Equal([0], first!.Members.Select(m => m.Serial)); // one device: the others wait for it, or for another

        var gpu = await cluster.JoinAsync(isGpu: true);

        var both = await cluster.BecomesAsync(r => r.Members.Count(m => m.Phase == MemberPhase.Training) == 2);
        Assert.Equal(2, both!.Members.Where(m => m.Phase == MemberPhase.Training).Select(m => m.Place!.Silo).Distinct().Count());
        Assert.Contains(both.Members, m => m is { Serial: 1, Place: { } place } && place.Silo == gpu.Services.GetSelf());
        await cluster.PublishedAsync();
    }

    [Fact]
    public async Task GpuSilo_WhenItDiesInTheMiddleOfARound_TheRoundFallsBackAndIsPublishedOnce()
    {
        await using var cluster = await SmallCluster.StartAsync(ThreeMembers with { Members = [Policies.Mlp(epochs: 4_000)] });
        var gpu = await cluster.JoinAsync(isGpu: true);
        await cluster.StartRoundAsync();
        var folder = (await cluster.BecomesAsync(r => r.Members.Any(m => m is { Phase: MemberPhase.Training, Epoch: > 10 })))!.State.Folder;
        var kept = await cluster.First.BecomesAsync(() => cluster.EpochsKeptAsync(folder, serial: 0), epochs => epochs > 10);

        await SmallCluster.KillAsync(gpu);

        var round = await cluster.PublishedAsync();
        Assert.Equal([0, 1, 2], round.Trained.Select(t => t.Serial).Order());
        Assert.InRange(SmallCluster.StepsOf(cluster.First.Services), 1, (3 * 4_000) - kept); // it went on, and did not begin anew
        var state = (await cluster.First.Campaign.Status())!.State;
        Assert.Equal((1, 1, null), (state.CurrentRound, state.Rounds.Count, state.ActiveRound));
    }

    [Fact]
    public async Task Work_WhenTheOnlyDeviceIsTakenAndAGpuSiloJoins_MovesThereMemberByMemberAndShardByShard()
    {
        await using var cluster = await SmallCluster.StartAsync(Policies.Quick with { InitialEnsembleSize = 2 }, sources: 70_000);
        var taken = cluster.First.Services.GetRequiredService<DeviceQueue>().Enqueue(
            new JobDescription(JobKind.Train, "somebody else's", "other"), job => job.CancellationToken.WaitHandle.WaitOne());
        await cluster.StartRoundAsync();
        await cluster.BecomesAsync(r => r.Members.Any(m => m.Phase == MemberPhase.Queued));

        var gpu = await cluster.JoinAsync(isGpu: true);

        var round = await cluster.PublishedAsync();
        Assert.False(taken.IsCompleted);
        Assert.Equal((2, 2), (round.Trained.Count, round.Scores.Count));
        var (first, joined) = (SmallCluster.TotalsOf(cluster.First.Services), SmallCluster.TotalsOf(gpu.Services));
        Assert.Equal((0, 70_000), (first.SourcesScored, joined.SourcesScored));
        Assert.Equal((0, true), (first.TrainSteps, joined.TrainSteps > 0));
    }

    [Fact]
    public async Task Member_CalledWithoutAWish_IsPlacedOnTheGpuSiloAndWithARequirementNowhereElse()
    {
        await using var cluster = await SmallCluster.StartAsync(Policies.Quick);
        var first = cluster.First.Services.GetRequiredService<ICluster>();
        var members = Enumerable.Range(100, 8).Select(n => cluster.First.Grains.GetGrain<IEnsembleMemberGrain>(GrainKeys.Member(cluster.First.Id, n))).ToArray();

        Assert.Null(await first.CallAsync(new PlacementWish(AcceleratorUse.Require, Silo: null), () => members[0].Status()));
        var gpu = await cluster.JoinAsync(isGpu: true);
        await cluster.First.BecomesAsync(
            () => first.CallAsync(new PlacementWish(AcceleratorUse.Require, Silo: null), () => members[0].Status()), status => status is not null);
        await Task.WhenAll(members.Select(m => m.Status()));

        var management = cluster.First.Grains.GetGrain<IManagementGrain>(0);
        var places = await Task.WhenAll(members.Select(m => management.GetActivationAddress(m).AsTask()));
        Assert.All(places, p => Assert.Equal(gpu.Services.GetSelf(), p!.ToParsableString()));
    }

    [Fact]
    public async Task Pools_OfOneCampaign_AreSpreadEvenlyOverTheSilos()
    {
        var silos = Enumerable.Range(1, 3).Select(n => SiloAddress.New(System.Net.IPAddress.Loopback, 11_000 + n, n)).ToArray();
        var director = new EvenPlacementDirector();
        var placed = new List<SiloAddress>();
        foreach (var shard in Enumerable.Range(0, 16))
        {
            var pool = GrainId.Create("pool", GrainKeys.Pool(new CampaignId("sky"), shard));
            placed.Add(await director.OnAddActivation(new EvenPlacement(), new PlacementTarget(pool, [], default, 0), new Silos(silos)));
        }

        Assert.Equal([5, 5, 6], placed.GroupBy(s => s).Select(g => g.Count()).Order());
    }

    private sealed class Silos(SiloAddress[] all) : IPlacementContext
    {
        public SiloAddress LocalSilo => all[0];

        public SiloStatus LocalSiloStatus => SiloStatus.Active;

        public SiloAddress[] GetCompatibleSilos(PlacementTarget target) => [.. all];

        public IReadOnlyDictionary<ushort, SiloAddress[]> GetCompatibleSilosWithVersions(PlacementTarget target)
            => new Dictionary<ushort, SiloAddress[]>();
    }
}

internal static class SiloServices
{
    public static string GetSelf(this IServiceProvider silo)
        => silo.GetRequiredService<ICluster>().Self;
}
