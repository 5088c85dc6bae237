using System.Globalization;
using System.Text.Json;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Catalogs;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Members;
using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Members;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

/// <summary>Copies of one object never stand on both sides of a round's split, in no round.</summary>
public class ObjectTests
{
    private const int Side = 24;
    private const int Pairs = 45;
    private const double Apart = 0.01; // degrees between objects
    private const double ArcsecDeg = 1 / 3600.0;

    [Fact]
    public async Task Round_WhenTheCatalogueHoldsCopies_NeverTrainsOnOneAndIsTestedOnTheOther()
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateEmptyAsync(Policies.Quick with { InitialEnsembleSize = 2, MaximumEnsembleSize = 4 });
        var sky = new Sky(host.Data);
        for (var i = 0; i < Pairs; i++)
        {
            sky.AddPair(i);
        }

        for (var i = 0; i < 60; i++)
        {
            sky.Add($"single-{i:D3}", 1_000 + i, 1_000 + i);
        }

        await host.IngestAsync(sky.Order(host.Id, "ingest-1"));
        var ana = new Client(host, "ana");
        await ana.GiveAsync([.. Enumerable.Range(0, sky.Count).Select(i => Label(i))]);

        var first = await RunAsync(host, 1);
        var examples = await ExamplesAsync(host, first);
        Assert.Equal((2 * Pairs, 2, null), (first.Taught!.Copies, first.Taught.LargestObject, first.Taught.Ignored));
        Assert.All(sky.Twins, twins => Assert.Equal(examples[twins.One].Fold, examples[twins.Other].Fold));
        Assert.Contains(sky.Twins, twins => Hashed(twins.One) != Hashed(twins.Other)); // by source alone some pairs would be parted
        await NothingIsOnBothSidesAsync(host, first, sky.Twins);

        // Later come a copy of every single object, and a source that lies between two objects and makes them one.
        var firstNew = sky.Count;
        for (var i = 0; i < 20; i++)
        {
            sky.Add($"zz-copy-{i:D3}", 3_000 + i, 1_000 + i);
        }

        sky.AddBridge("zz-z-bridge");
        await host.IngestAsync(sky.Order(host.Id, "ingest-2"));
        await ana.GiveAsync([.. Enumerable.Range(firstNew, sky.Count - firstNew).Select(i => Label(i))]);
        var second = await RunAsync(host, 2);

        var later = await ExamplesAsync(host, second);
        Assert.All(examples.Values.Where(e => !sky.Bridged.Contains(e.Source.Value)), e => Assert.Equal(e.Fold, later[e.Source.Value].Fold));
        Assert.Equal(2, second.Trained.Count(t => second.Planned.First(p => p.Serial == t.Serial).StartFrom is not null));
        await NothingIsOnBothSidesAsync(host, second, [.. sky.Twins, .. sky.BridgedPairs]);
    }

    [Fact]
    public async Task Round_WhenEverySourceHasTheSamePlace_LeavesPositionsOutAndSaysSo()
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateEmptyAsync(Policies.Quick);
        var sky = new Sky(host.Data);
        for (var i = 0; i < 80; i++)
        {
            sky.Add($"s-{i:D3}", i, place: 0);
        }

        await host.IngestAsync(sky.Order(host.Id, "ingest-1"));
        await new Client(host, "ana").GiveAsync([.. Enumerable.Range(0, sky.Count).Select(i => Label(i))]);

        var round = await RunAsync(host, 1);

        Assert.Equal(("positions", 0), (round.Taught!.Ignored, round.Taught.Copies));
        Assert.True((await ExamplesAsync(host, round)).Values.Select(e => e.Fold).Distinct().Count() > 1);
    }

    private static int Hashed(int source) => LensGrains.Core.Ensembles.Folds.Of(new Ordinal(source), new CampaignPolicy().Seed, 4);

    private static Judgement Label(int source) => new(new Ordinal(source), source % 3 == 0 ? "lens" : "non-lens");

    /// <summary>No object of which a member is tested on one source is among those that it, or an ancestor, was ever trained on.</summary>
    private static async Task NothingIsOnBothSidesAsync(CampaignHost host, RoundState round, IReadOnlyList<(int One, int Other)> twins)
    {
        var blobs = host.Services.GetRequiredService<IBlobStore>();
        foreach (var member in round.Trained)
        {
            var report = JsonSerializer.Deserialize(
                (await blobs.ReadAsync(member.Report))!.Value.Body.Span, MemberReportJson.Default.MemberReport)!;
            var tested = report.HeldOut.Select(h => h.Source.Value).ToHashSet();
            var trained = MemberCheckpoint.Parse((await blobs.ReadAsync(MemberFiles.Checkpoint(round.Folder, member.Serial)))!.Value.Body).TrainedOrdinals;
            Assert.NotEmpty(tested);
            Assert.Empty(tested.Intersect(trained));
            Assert.All(twins, t => Assert.False(
                (tested.Contains(t.One) && trained.Contains(t.Other)) || (tested.Contains(t.Other) && trained.Contains(t.One)),
                $"member {member.Serial} is tested on one of {t} and was trained on the other"));
        }
    }

    private static async Task<RoundState> RunAsync(CampaignHost host, int number)
    {
        await host.Campaign.StartRound(new OperationId($"train-{number}"));
        var state = (await host.BecomesAsync(() => host.Round(number).Status(), r => r?.State.IsOver ?? false))!.State;
        Assert.True(state.Phase == RoundPhase.Published, state.Message);
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.State.ActiveRound is null);
        return state;
    }

    private static async Task<Dictionary<int, Example>> ExamplesAsync(CampaignHost host, RoundState round)
    {
        var file = await host.Services.GetRequiredService<IBlobStore>().ReadAsync(round.Examples!);
        return JsonSerializer.Deserialize(file!.Value.Body.Span, RoundJson.Default.IReadOnlyListExample)!.ToDictionary(e => e.Source.Value);
    }

    /// <summary>A catalogue of noise images; names sort in the order in which sources are added, so a source's place in it is its ordinal.</summary>
    private sealed class Sky(string folder)
    {
        private readonly List<string> _rows = [];

        public List<(int One, int Other)> Twins { get; } = [];

        public List<int> Bridged { get; } = [];

        public List<(int One, int Other)> BridgedPairs { get; } = [];

        public int Count => _rows.Count;

        /// <summary>Two sources that are one object: the same file, the same place, or the same picture mirrored, turned and with some noise.</summary>
        public void AddPair(int i)
        {
            Twins.Add((Count, Count + 1));
            var image = Noise(i);
            var file = Write($"pair-{i:D3}-a", image);
            AddRow($"pair-{i:D3}-a", i, 0, file);
            switch (i % 3)
            {
                case 0:
                    AddRow($"pair-{i:D3}-b", 500 + i, 0, Write($"pair-{i:D3}-b", image)); // another file with the same bytes
                    break;
                case 1:
                    AddRow($"pair-{i:D3}-b", i, 1.5 * ArcsecDeg, Write($"pair-{i:D3}-b", Noise(500 + i)));
                    break;
                default:
                    AddRow($"pair-{i:D3}-b", 500 + i, 0, Write($"pair-{i:D3}-b", Mirrored(image, i)));
                    break;
            }
        }

        public void Add(string name, int image, int place)
        {
            if (Count > 0 && name.StartsWith("zz-copy", StringComparison.Ordinal))
            {
                Twins.Add(((2 * Pairs) + (place - 1_000), Count));
            }

            AddRow(name, place, 0, Write(name, Noise(image)));
        }

        /// <summary>A source within the radius of two that were two objects, of which it makes one.</summary>
        public void AddBridge(string name)
        {
            var (one, other) = ((2 * Pairs) + 40, (2 * Pairs) + 41);
            Bridged.AddRange([one, other]);
            BridgedPairs.AddRange([(one, other), (one, Count), (other, Count)]);

            // It has the place of the one and the very file of the other.
            AddRow(name, 1_040, 0, Path.Combine(folder, $"single-{41:D3}_r.fits"));
        }

        public IngestOrder Order(CampaignId campaign, string operation)
        {
            var manifest = Path.Combine(folder, $"{operation}.csv");
            File.WriteAllLines(manifest, ["name,ra,dec,path", .. _rows]);
            return new IngestOrder(campaign, new OperationId(operation), null, manifest, null, null);
        }

        private void AddRow(string name, int place, double offset, string file)
            => _rows.Add(string.Create(CultureInfo.InvariantCulture, $"{name},{10 + (place * Apart)},{offset:R},{file}"));

        private string Write(string name, float[] pixels) => FitsWriter.WriteBands(new Cutout(["r"], Side, Side, pixels), folder, name)[0];

        private static float[] Noise(int seed)
        {
            var random = new Random(seed);
            return [.. Enumerable.Range(0, Side * Side).Select(_ => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))];
        }

        private static float[] Mirrored(float[] image, int seed)
        {
            var noise = Noise(9_000 + seed);
            return [.. Enumerable.Range(0, Side * Side).Select(i => image[((i % Side) * Side) + (Side - 1 - (i / Side))] + (0.3f * noise[i]))];
        }
    }
}
