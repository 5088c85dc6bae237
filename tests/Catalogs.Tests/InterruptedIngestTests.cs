using LensGrains.Catalogs;
using LensGrains.Catalogs.Ingest;
using LensGrains.Catalogs.Storage;
using LensGrains.Core.Ids;

namespace LensGrains.Tests.Catalogs;

public sealed class InterruptedIngestTests
{
    private const int Sources = 9000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task RunAsync_WhenKilledAtRandomWritesAndRunAgain_GivesTheUncutCatalogue(int seed)
    {
        var random = new Random(seed);
        var (names, vectors) = Input(random);
        using var uncut = new IngestBench();
        using var cut = new IngestBench();
        await uncut.IngestAsync(new EmbeddingInput(uncut.Npz("e.npz", names, vectors)));
        var npz = cut.Npz("e.npz", names, vectors);

        var kills = 0;
        for (IngestReport? report = null; report is null;)
        {
            var writes = random.Next(1, 8);
            cut.Blobs.BeforeWrite = _ => throw_(--writes < 0 && kills < 8);
            try
            {
                report = await cut.IngestAsync(new EmbeddingInput(npz));
            }
            catch (IOException)
            {
                kills++;
            }
        }

        Assert.True(kills > 2);
        var (expected, actual) = (await uncut.OpenAsync(), await cut.OpenAsync());
        Assert.Equal(expected.Head.Segments.Select(s => s.Stem), actual.Head.Segments.Select(s => s.Stem));
        Assert.Equal(expected.Head.Embeddings["imported"].Segments.ToArray(), actual.Head.Embeddings["imported"].Segments.ToArray());
        Assert.Equal((Sources, Sources), (actual.Count, actual.Embeddings("imported").Count));

        static void throw_(bool now)
        {
            if (now)
            {
                throw new IOException("killed");
            }
        }
    }

    [Fact]
    public async Task RunAsync_WhenCancelledAndResumed_CountsTheJobAsOne()
    {
        using var bench = new IngestBench();
        var (names, vectors) = Input(new Random(4));
        var npz = bench.Npz("e.npz", names, vectors);
        using var stop = new CancellationTokenSource();
        var state = new IngestJobState();
        var seen = new Collected(p =>
        {
            state = p.State;
            if (p.Added > 5000)
            {
                stop.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.IngestAsync(new EmbeddingInput(npz), state: state, progress: seen, cancellationToken: stop.Token));
        var after = (await bench.OpenAsync()).Count;
        var report = await bench.IngestAsync(new EmbeddingInput(npz), state: state);

        Assert.InRange(after, 1, Sources - 1);
        Assert.Equal((Sources, 0, true), (report.Progress.Added, report.Progress.Unchanged, report.Progress.State.IsFinished));
    }

    [Fact]
    public async Task RunAsync_WhenAnotherWriterWasFirst_EndsInConflictAndHarmsNothing()
    {
        using var bench = new IngestBench();
        var first = bench.Npz("1.npz", ["a", "b"], [1, 2]);
        var second = bench.Npz("2.npz", ["x"], [9]);
        using var other = new CatalogStore(bench.Blobs);
        var isSecond = false;
        bench.Blobs.BeforeWrite = path =>
        {
            if (path.EndsWith("catalog.json", StringComparison.Ordinal) && !isSecond)
            {
                isSecond = true;
                new IngestEngine(other, TimeProvider.System).RunAsync(new IngestRequest(IngestBench.Sky, new EmbeddingInput(second)), new IngestJobState()).GetAwaiter().GetResult();
            }
        };

        await Assert.ThrowsAsync<CatalogConflictException>(() => bench.IngestAsync(new EmbeddingInput(first)));
        Assert.Equal(1, (await bench.OpenAsync()).Count);
        await bench.IngestAsync(new EmbeddingInput(first));

        var catalog = await bench.OpenAsync();
        Assert.Equal(["x", "a", "b"], Enumerable.Range(0, 3).Select(i => catalog.Get(new Ordinal(i)).Name));
    }

    [Fact]
    public async Task RunAsync_InManyAppends_KeepsOneSegmentPerFixedNumberOfRows()
    {
        using var bench = new IngestBench();
        for (var part = 0; part < 5; part++)
        {
            var names = Enumerable.Range(0, 1000).Select(i => $"{part}-{i:D4}").ToArray();
            await bench.IngestAsync(new EmbeddingInput(bench.Npz($"{part}.npz", names, [.. names.Select((_, i) => (float)i)])));
        }

        var catalog = await bench.OpenAsync();
        Assert.Equal([4096, 904], catalog.Head.Segments.Select(s => s.Count));
        Assert.Equal([4096, 904], catalog.Embeddings("imported").Rows(0).Select(b => b.Count));
        Assert.Equal((Half)999, catalog.Embeddings("imported").Vector(new Ordinal(4999))[0]);
        for (var i = 0; i < 5000; i += 37)
        {
            Assert.True(catalog.TryFind(catalog.Get(new Ordinal(i)).Id, out var found));
            Assert.Equal(i, found.Value);
        }
    }

    private static (string[] Names, float[] Vectors) Input(Random random)
    {
        var names = Enumerable.Range(0, Sources).Select(i => $"J{i:D5}").ToArray();
        random.Shuffle(names);
        return (names, [.. names.Select(n => float.Parse(n[1..], System.Globalization.CultureInfo.InvariantCulture) / 16)]);
    }

    private sealed class Collected(Action<IngestProgress> report) : IProgress<IngestProgress>
    {
        public void Report(IngestProgress value) => report(value);
    }
}
