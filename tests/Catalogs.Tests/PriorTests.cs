using System.Globalization;
using LensGrains.Catalogs.Ingest;
using LensGrains.Catalogs.Npy;
using LensGrains.Catalogs.Priors;
using LensGrains.Core.Ids;

namespace LensGrains.Tests.Catalogs;

public sealed class PriorTests : IDisposable
{
    private static readonly string Oracle = Path.Combine(TestFiles.Root, "tests", "oracles", "priors");
    private readonly IngestBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task ComputeAsync_OfTheOraclesVectors_EqualsItsOddity()
    {
        using var vectors = MappedNpy.Open(Path.Combine(Oracle, "vectors.npy"));
        var names = Enumerable.Range(0, 400).Select(i => $"s{i:D3}").ToList();
        await _bench.IngestAsync(new EmbeddingInput(Path.Combine(Oracle, "vectors.npy")) { NamesPath = _bench.Text("names.csv", names) });

        Assert.True(await new PriorEngine(_bench.Store).ComputeAsync(IngestBench.Sky, "imported", new PriorOptions { Axes = 4 }));

        var expected = File.ReadAllLines(Path.Combine(Oracle, "oddity.csv")).Select(l => double.Parse(l, CultureInfo.InvariantCulture)).ToArray();
        var oddity = (await _bench.OpenAsync()).Prior("imported")!.Oddity(0).ToArray();
        Assert.Equal(400, oddity.Length);
        Assert.All(expected.Zip(oddity), pair => Assert.Equal(pair.First, pair.Second, 0.002 * pair.First));
    }

    [Fact]
    public async Task ComputeAsync_WhenAFewAreUnlikeTheRest_PutsThemOnTop()
    {
        var random = new Random(5);
        var vectors = new float[2000 * 40];
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = (float)(random.NextDouble() + random.NextDouble() + random.NextDouble());
        }

        for (var odd = 0; odd < 10; odd++)
        {
            vectors[(odd * 200 * 40) + odd] += 6;
        }

        await IngestAsync(vectors, 40);
        await new PriorEngine(_bench.Store).ComputeAsync(IngestBench.Sky, "imported", new PriorOptions { SampleSize = 700 });

        var oddity = (await _bench.OpenAsync()).Prior("imported")!.Oddity(0).ToArray();
        var top = oddity.Index().OrderByDescending(o => o.Item).Take(10).Select(o => o.Index).Order();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => i * 200), top);
    }

    [Fact]
    public void Take_OnSmallInput_EqualsBruteForce()
    {
        var random = new Random(6);
        var vectors = Enumerable.Range(0, 90 * 3).Select(_ => (float)random.Next(-9, 10)).ToArray();

        Assert.Equal(BruteForce(vectors, 3, 90), DiverseOrder.Take(vectors, 3, 90));
    }

    [Fact]
    public async Task ComputeAsync_Twice_GivesTheSameFilesAndCoversMissingVectorsWithNaN()
    {
        await IngestAsync([1, 2, 3, 4, 5, 9], 1);
        await _bench.IngestAsync(new ManifestInput(_bench.Text("m.csv", "id", "zz")));

        await new PriorEngine(_bench.Store).ComputeAsync(IngestBench.Sky, "imported", new PriorOptions());
        var first = (await _bench.OpenAsync()).Head.Embeddings["imported"].Priors;
        await new PriorEngine(_bench.Store).ComputeAsync(IngestBench.Sky, "imported", new PriorOptions());

        var prior = (await _bench.OpenAsync()).Prior("imported")!;
        Assert.Equal(first, (await _bench.OpenAsync()).Head.Embeddings["imported"].Priors);
        Assert.Equal((7, true, true), (prior.Count, float.IsNaN(prior.Oddity(0)[6]), float.IsNaN(prior.DiversityRank(0)[6])));
        Assert.Equal(Enumerable.Range(0, 6).Select(i => (float)i), prior.DiversityRank(0)[..6].ToArray().Order());
        Assert.Null((await _bench.OpenAsync()).Prior("features"));
    }

    private Task<IngestReport> IngestAsync(float[] vectors, int dimension)
        => _bench.IngestAsync(new EmbeddingInput(_bench.Npz("e.npz", [.. Enumerable.Range(0, vectors.Length / dimension).Select(i => $"s{i:D5}")], vectors)));

    private static List<int> BruteForce(float[] vectors, int dimension, int count)
    {
        double Distance(int a, int b) => Enumerable.Range(0, dimension).Sum(d => Math.Pow(vectors[(a * dimension) + d] - vectors[(b * dimension) + d], 2));
        var rows = Enumerable.Range(0, vectors.Length / dimension).ToList();
        var order = new List<int> { rows.MinBy(r => Enumerable.Range(0, dimension).Sum(d => Math.Pow(vectors[(r * dimension) + d], 2))) };
        while (order.Count < count)
        {
            order.Add(rows.Except(order).MaxBy(r => order.Min(o => Distance(r, o))));
        }

        return order;
    }
}
