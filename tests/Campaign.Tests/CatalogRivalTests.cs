using LensGrains.Catalogs;
using LensGrains.Catalogs.Npy;
using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces.Catalogs;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

public class CatalogRivalTests
{
    private const int Files = 4;
    private const int SourcesPerFile = 1_500;

    [Fact]
    public async Task Catalog_WhenTwoActivationsIngestAtOnce_EndsEveryJobOnceAndHasEverySourceOnce()
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick, sources: 100);
        var catalogs = new[] { host.Grains.GetGrain<ICatalogGrain>("sky"), host.Rival<ICatalogGrain>("sky") };
        for (var file = 0; file < Files; file++)
        {
            var order = Order(host, file); // written once: an ingest may be reading it from here on
            await catalogs[file % 2].StartIngest(order); // the other has read older jobs, and reads these once it loses the fence
            await Client.AskAsync(() => catalogs[(file + 1) % 2].StartIngest(order));
        }

        await Assert.AllAsync(catalogs, c => host.BecomesAsync(() => c.Jobs(), jobs => jobs.All(j => j.State == JobState.Done)));

        var stored = await host.Rival<ICatalogGrain>("sky").Jobs();
        Assert.Equal(Enumerable.Range(1, Files + 1), stored.Select(j => j.Number).Order());
        Assert.All(stored, j => Assert.Equal((0, j.Total), (j.Failed, j.Done)));
        var catalog = await host.Services.GetRequiredService<CatalogStore>().OpenAsync(new CatalogId("sky"));
        var names = Enumerable.Range(0, catalog.Count).Select(i => catalog.Get(new Ordinal(i)).Name).ToArray();
        Assert.Equal(100 + (Files * SourcesPerFile), names.Length);
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    private static IngestOrder Order(CampaignHost host, int file)
    {
        var path = Path.Combine(host.Data, $"more-{file}.npy");
        File.WriteAllLines(
            Path.Combine(host.Data, $"more-{file}.names.csv"), ["name", .. Enumerable.Range(0, SourcesPerFile).Select(i => $"f{file}-{i:D5}")]);
        using var vectors = File.Create(path);
        var random = new Random(file);
        NpyFile.Write<float>(vectors, [.. Enumerable.Range(0, SourcesPerFile * 8).Select(_ => random.NextSingle())], SourcesPerFile, 8);
        return new IngestOrder(host.Id, new OperationId($"more-{file}"), null, null, path, null);
    }
}
