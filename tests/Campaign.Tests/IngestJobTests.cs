using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces.Catalogs;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

public class IngestJobTests
{
    [Fact]
    public async Task StartIngest_WhenTheClockStandsStill_BeginsAndEndsAllTheSame()
    {
        var time = new FakeTime();
        await using var host = new CampaignHost { Time = time };
        await host.StartAsync();
        await host.CreateAsync(new CampaignPolicy(), sources: 20);
        var catalog = host.Grains.GetGrain<ICatalogGrain>("sky");
        var stoodAt = time.GetUtcNow();

        var answer = await catalog.StartIngest(new IngestOrder(host.Id, new OperationId("ingest-2"), null, null, Path.Combine(host.Data, "vectors.npy"), null));
        var number = answer.Job!.Number;
        var over = await Eventually.BecomesAsync(
            () =>
            {
                time.Advance(TimeSpan.Zero); // only what is due at once
                return catalog.Job(number);
            },
            j => j?.State == JobState.Done);

        Assert.Equal(stoodAt, over!.FinishedAt);
        Assert.Equal(20, over.Unchanged);
    }

    [Fact]
    public async Task End_WhenTheCampaignCouldNotBeTold_TellsItAgainBeforeTheJobIsOver()
    {
        await using var host = new CampaignHost(CountedStates.AddTo) { Time = new FakeTime(), ExpectsErrors = true };
        await host.StartAsync();
        await host.CreateAsync(new CampaignPolicy(), sources: 20);
        var list = Path.Combine(host.Data, "known.csv");
        await File.WriteAllTextAsync(list, "name,grade\ns000003,A\n");
        var states = host.Services.GetRequiredService<CountedStates>();
        states.FailsNextOf = "campaign";

        await host.IngestAsync(new IngestOrder(host.Id, new OperationId("ingest-2"), null, null, null, list));

        Assert.Null(states.FailsNextOf);
        Assert.NotNull((await host.Campaign.Describe())!.State.KnownLenses);
    }
}
