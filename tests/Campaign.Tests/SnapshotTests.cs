using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;
using LensGrains.Grains.Interfaces.Pools;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

/// <summary>Folds that were written down spare a start the reading of whole journals, and never change what it comes to.</summary>
public class SnapshotTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(1_000_000, false)]
    public async Task Start_WithSnapshots_ReadsOnlyWhatCameSince(int every, bool isShort)
    {
        await using var host = new CampaignHost(GatedJournal.AddTo) { Time = new FakeTime(), SnapshotEvery = every };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick, sources: 200);
        var ana = new Client(host, "ana");
        await ana.LabelAsync(12);
        var before = await host.BecomesAsync(() => host.Pool(0).Refresh(), p => p.Labelled.Values.Sum() == 120);
        var names = new[] { DealerJournal.NameFor(host.Id), SessionJournal.NameFor(host.Id, new AnnotatorId("ana")) };
        await host.BecomesAsync(() => Newest(host, "pool/sky/0"), position => position > 0 || !isShort);

        await host.RestartAsync();
        var after = await host.BecomesAsync(() => host.Pool(0).Refresh(), p => p.Labelled.Values.Sum() > 0);
        var dealer = await host.BecomesAsync(() => host.Dealer.Status(), s => s.Position > 0);

        Assert.Equal(before.Labelled, after.Labelled);
        Assert.Equal(24, dealer.Position);
        var journal = host.Services.GetRequiredService<GatedJournal>();
        Assert.All(names, name => Assert.Equal(isShort, journal.EntriesRead(name) < 12));
        Assert.Equal(10, (await ana.OpenAsync())!.Tiles.Count);
        await host.Audit.NothingIsDealtTwiceAsync(ana);
        await host.Audit.NothingIsLostOrDoubledAsync(ana);
    }

    [Fact]
    public async Task Start_WhenASnapshotIsAheadOfItsJournal_FoldsTheJournal()
    {
        await using var host = new CampaignHost(GatedJournal.AddTo) { Time = new FakeTime(), SnapshotEvery = 1_000_000 };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick, sources: 40);
        var (ana, bob) = (new Client(host, "ana"), new Client(host, "bob"));
        var held = (await ana.OpenAsync())!;
        var elsewhere = new DealerLedger();
        await host.Services.GetRequiredService<IJournal>().WriteSnapshotAsync(
            DealerJournal.NameFor(host.Id), DealerSnapshot.Codec.Encode(1_000, elsewhere.Snapshot()));

        await host.KillAndStartAsync();

        await bob.LabelAsync(3);
        Assert.Null(await bob.OpenAsync());
        await ana.SubmitAsync(held);
        await host.Audit.NothingIsDealtTwiceAsync(ana, bob);
    }

    [Fact]
    public async Task ChangePolicy_WhenMoreShallLabelEachSource_DealsWhatOneHasLabelled()
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick, sources: 10);
        var (ana, bob) = (new Client(host, "ana"), new Client(host, "bob"));
        await ana.LabelAsync(1);
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.Available == 0);

        await Client.AskAsync(() => host.Campaign.ChangePolicy(Policies.Quick with { Overlap = 2 }));

        var page = await host.BecomesAsync(() => bob.OpenAsync(), p => p is not null);
        Assert.Equal(10, page!.Tiles.Count);
    }

    private static async Task<long> Newest(CampaignHost host, string name)
        => (await host.Services.GetRequiredService<IJournal>().ReadSnapshotAsync(name))?.Position ?? 0;
}
