using LensGrains.Core.Campaigns;
using LensGrains.Core.Devices;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Devices;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Devices;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Learning.Jobs;
using LensGrains.Learning.Members;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

/// <summary>Who gets a round's work, and what people see of it.</summary>
public class DeviceTests
{
    private static readonly CampaignPolicy TwoMembers = Policies.Quick with { InitialEnsembleSize = 2 };

    [Fact]
    public async Task Round_WhenAGpuSiloIsRequiredAndThereIsNone_WaitsVisiblyAndGoesOnWhenOneComes()
    {
        var devices = new SiloDevices(HasAccelerator: false, ["cpu"]);
        await using var host = await StartedAsync(TwoMembers with { Accelerator = AcceleratorUse.Require }, () => devices);
        await StartRoundAsync(host);

        var waiting = await host.BecomesAsync(() => host.Round(1).Status(), r => r?.Waits == RoundWait.GpuSilo);

        Assert.Equal((RoundPhase.Training, "waiting for a GPU silo", 0), (waiting!.State.Phase, waiting.Step, waiting.Members.Count));
        devices = devices with { HasAccelerator = true };
        await host.RestartAsync();
        var round = await PublishedAsync(host);
        Assert.Equal(2, round.State.Trained.Count);
        Assert.Equal(RoundWait.Nothing, round.Waits);
    }

    [Fact]
    public async Task Cancel_WhenTheRoundWaitsForAGpuSilo_EndsIt()
    {
        await using var host = await StartedAsync(
            TwoMembers with { Accelerator = AcceleratorUse.Require }, () => new SiloDevices(HasAccelerator: false, ["cpu"]));
        await StartRoundAsync(host);
        await host.BecomesAsync(() => host.Round(1).Status(), r => r?.Waits == RoundWait.GpuSilo);

        Assert.True(await host.Round(1).Cancel());

        var status = await host.BecomesAsync(() => host.Campaign.Status(), s => s!.State.ActiveRound is null);
        Assert.Equal(RoundPhase.Cancelled, status!.State.Rounds.Single().Phase);
    }

    [Fact]
    public async Task Round_WhenItWaitsAndThePolicyNoLongerRequiresAGpu_GoesOnWithTheSameManifest()
    {
        var policy = TwoMembers with { Accelerator = AcceleratorUse.Require };
        await using var host = await StartedAsync(policy, () => new SiloDevices(HasAccelerator: false, ["cpu"]));
        await StartRoundAsync(host);
        var waiting = await host.BecomesAsync(() => host.Round(1).Status(), r => r?.Waits == RoundWait.GpuSilo);

        Assert.Empty((await host.Campaign.ChangePolicy(policy with { Accelerator = AcceleratorUse.Prefer }))!);

        var round = await PublishedAsync(host);
        Assert.Equal(waiting!.State.ManifestHash, round.State.ManifestHash);
    }

    [Fact]
    public async Task Members_WhenTheDeviceIsBusy_QueueVisiblyOneAtATimeWhileEveryGrainAnswers()
    {
        await using var host = await StartedAsync(TwoMembers, () => new SiloDevices(HasAccelerator: false, ["cpu"]));
        var blocking = host.Services.GetRequiredService<DeviceQueue>().Enqueue(
            new JobDescription(JobKind.Train, "somebody else's", "other"), job => job.CancellationToken.WaitHandle.WaitOne());
        await StartRoundAsync(host);

        var queued = await host.BecomesAsync(() => host.Round(1).Status(), r => r?.Members.Any(m => m.Phase == MemberPhase.Queued) ?? false);

        Assert.Equal([(0, MemberPhase.Queued)], queued!.Members.Select(m => (m.Serial, m.Phase)));
        var jobs = await host.BecomesAsync(JobsAsync(host), j => j.Count == 2);
        Assert.Equal([("other", true), ("sky", false)], jobs.Select(j => (j.Campaign, j.IsRunning)));
        await new Client(host, "bob").LabelAsync(1); // nothing waits for the device but its queue
        var queue = host.Services.GetRequiredService<DeviceQueue>();
        Assert.True(queue.Cancel(queue.Snapshot()[0].Id));
        Assert.True(await blocking);
        var round = await PublishedAsync(host);
        Assert.Equal([0, 1], round.State.Trained.Select(t => t.Serial).Order());
    }

    [Fact]
    public async Task List_WhileAndAfterARound_ShowsTheSiloItsDeviceAndItsRates()
    {
        await using var host = await StartedAsync(Policies.Slow, () => new SiloDevices(HasAccelerator: true, ["cpu"]));
        await StartRoundAsync(host);

        var job = (await host.BecomesAsync(JobsAsync(host), j => j.Any(one => one.IsRunning))).First(j => j.IsRunning);

        Assert.Equal(("sky", 1), (job.Campaign, job.Round));
        await host.BecomesAsync(ReportAsync(host), r => r?.Rates.TrainStepsPerSecond > 0);
        await PublishedAsync(host);
        var silo = await host.BecomesAsync(ReportAsync(host), r => r?.Devices.All(d => d.Jobs.Count == 0) ?? false);
        Assert.Equal((true, "all", "cpu"), (silo!.HasAccelerator, silo.Role, silo.Devices.Single().Device));
    }

    [Fact]
    public async Task Member_WhenItsProcessIsKilledInTheMiddle_GoesOnFromWhereItStood()
    {
        const int Epochs = 4_000;
        var policy = Policies.Quick with { Members = [Policies.Mlp(Epochs)] };
        await using var host = await StartedAsync(policy, () => new SiloDevices(HasAccelerator: false, ["cpu"]) { KeepEvery = TimeSpan.Zero });
        await StartRoundAsync(host);
        var folder = (await host.BecomesAsync(() => host.Round(1).Status(), r => r?.State.Phase == RoundPhase.Training))!.State.Folder;
        var kept = await host.BecomesAsync(KeptAsync(host, folder), k => k?.Losses.Count > 100);

        await host.KillAndStartAsync();

        var round = await PublishedAsync(host);
        var steps = host.Services.GetRequiredService<WorkInstruments>().Totals.TrainSteps;
        Assert.Equal(Epochs, round.State.Trained.Single().Epochs);
        Assert.InRange(steps, 1, Epochs - kept!.Losses.Count);
        Assert.Null(await KeptAsync(host, folder)());
    }

    private static Func<Task<TrainingCheckpoint?>> KeptAsync(CampaignHost host, string folder) => async () =>
        await host.Services.GetRequiredService<IBlobStore>().ReadAsync(MemberFiles.Training(folder, 0)) is { } file
            ? TrainingCheckpoint.Parse(file.Body)
            : null;

    private static Func<Task<SiloReport?>> ReportAsync(CampaignHost host)
        => async () => (await host.Grains.GetGrain<IDevicesGrain>(GrainKeys.Devices).List()).SingleOrDefault();

    private static Func<Task<IReadOnlyList<JobReport>>> JobsAsync(CampaignHost host)
        => async () => (await ReportAsync(host)())?.Devices.SelectMany(d => d.Jobs).ToArray() ?? [];

    private static async Task<CampaignHost> StartedAsync(CampaignPolicy policy, Func<SiloDevices> devices)
    {
        var host = new CampaignHost(services => services.AddSingleton(devices())) { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(policy);
        await new Client(host, "ana").LabelAsync(6);
        return host;
    }

    private static async Task StartRoundAsync(CampaignHost host)
        => Assert.Equal(CampaignOutcome.Done, (await host.Campaign.StartRound(new OperationId("train"))).Outcome);

    private static async Task<Grains.Interfaces.Rounds.RoundStatus> PublishedAsync(CampaignHost host)
    {
        var round = await host.BecomesAsync(() => host.Round(1).Status(), r => r?.State.IsOver ?? false);
        Assert.True(round!.State.Phase == RoundPhase.Published, round.State.Message);
        return round;
    }
}
