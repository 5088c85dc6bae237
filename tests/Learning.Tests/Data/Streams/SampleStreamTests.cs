using LensGrains.Learning.Data;
using LensGrains.Learning.Data.Streams;

namespace LensGrains.Learning.Tests.Data.Streams;

public sealed class SampleStreamTests
{
    private static readonly int[] Sizes = [7, 1, 12, 0, 5, 9];

    private static readonly StreamOptions Options = new() { Seed = 3, BufferSamples = 6, DecodeAhead = 3 };

    [Fact]
    public async Task ReadEpoch_Shuffled_GivesEverySampleOnceInAnOrderOfSeedAndEpoch()
    {
        var stream = new SampleStream(new CountedSource(Sizes), Options);

        var (first, second) = (await KeysAsync(stream), await KeysAsync(stream));
        var again = await KeysAsync(new SampleStream(new CountedSource(Sizes), Options));
        var other = await KeysAsync(new SampleStream(new CountedSource(Sizes), Options with { Seed = 4 }));

        Assert.Equal(All(), first.Order(StringComparer.Ordinal));
        Assert.Equal(All(), second.Order(StringComparer.Ordinal));
        Assert.Equal(first, again);
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, other);
        Assert.Equal(2, stream.Epoch);
    }

    [Fact]
    public async Task ReadEpoch_AsStored_KeepsTheOrderOfTheFiles()
    {
        var keys = await KeysAsync(new SampleStream(new CountedSource(Sizes), Options with { Order = SampleOrder.AsStored }));

        Assert.Equal(Sizes.SelectMany((size, block) => Enumerable.Range(0, size).Select(sample => $"{block}/{sample}")), keys);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public async Task ReadEpoch_WithAnyNumberDecodedAhead_GivesTheSameOrder(int ahead)
    {
        var expected = await KeysAsync(new SampleStream(new CountedSource(Sizes), Options));

        Assert.Equal(expected, await KeysAsync(new SampleStream(new CountedSource(Sizes), Options with { DecodeAhead = ahead })));
    }

    [Theory]
    [InlineData(SampleOrder.Shuffled)]
    [InlineData(SampleOrder.AsStored)]
    public async Task Position_TakenAnywhere_GoesOnWithTheSameSamples(SampleOrder order)
    {
        var options = Options with { Order = order };
        var whole = await KeysAsync(new SampleStream(Faulty(), options), epochs: 2);
        var perEpoch = whole.Count / 2;

        for (var given = 0; given <= whole.Count; given++)
        {
            var stream = new SampleStream(Faulty(), options);
            var keys = await TakeAsync(stream, given);
            var resumed = new SampleStream(Faulty(), options, StreamPosition.FromJson(stream.Position.ToJson()));

            keys.AddRange(await TakeAsync(resumed, whole.Count - given));

            Assert.Equal(whole, keys);
            Assert.Equal((given % perEpoch) + (given > 0 && given % perEpoch == 0 ? perEpoch : 0), stream.Position.Given);
        }
    }

    [Fact]
    public async Task ReadEpoch_WhenStoppedAndCalledAgain_GoesOn()
    {
        var stream = new SampleStream(new CountedSource(Sizes), Options);
        var expected = await KeysAsync(new SampleStream(new CountedSource(Sizes), Options));

        var keys = await TakeAsync(stream, 10);
        keys.AddRange(await KeysAsync(stream));

        Assert.Equal(expected, keys);
    }

    [Fact]
    public async Task ReadEpoch_WithASmallBuffer_HoldsNoMoreThanItSays()
    {
        var bySamples = new CountedSource(500, 500);
        var byBytes = new CountedSource(500, 500);

        await KeysAsync(new SampleStream(bySamples, Options with { BufferSamples = 20, DecodeAhead = 4 }));
        await KeysAsync(new SampleStream(byBytes, Options with { BufferSamples = 1000, BufferBytes = 80, DecodeAhead = 4 }));

        Assert.InRange(bySamples.Held.Most, 20, 24);
        Assert.InRange(byBytes.Held.Most, 8, 12);
    }

    [Fact]
    public async Task ReadEpoch_Shuffled_BringsSamplesOfOneBlockApart()
    {
        var keys = await KeysAsync(new SampleStream(new CountedSource(400), Options with { BufferSamples = 200 }));

        var moved = keys.Select((key, place) => Math.Abs(place - int.Parse(key[2..], System.Globalization.CultureInfo.InvariantCulture))).Average();

        Assert.True(moved > 80, $"samples moved by {moved:0} places on average");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)] // more workers than blocks
    public async Task ReadEpoch_OfSeveralWorkers_PartsTheSamples(int workers)
    {
        var keys = new List<string>();
        for (var worker = 0; worker < workers; worker++)
        {
            keys.AddRange(await KeysAsync(new SampleStream(new CountedSource(Sizes), Options with { Worker = worker, Workers = workers })));
        }

        Assert.Equal(All(), keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ReadEpoch_WithFaults_ListsThemAndGoesOn()
    {
        var stream = new SampleStream(Faulty(), Options);

        var keys = await KeysAsync(stream);

        Assert.Equal(All().Except(["0/2", "4/3", "4/4", "5/0"]), keys.Order(StringComparer.Ordinal));
        Assert.Equal(new Dictionary<string, long> { [DataFaultCodes.NoImage] = 2, [DataFaultCodes.Truncated] = 1 }, stream.Faults.Counts);
        Assert.Equal([("block-0", "0/2"), ("block-4", null), ("block-5", "5/0")], stream.Faults.Listed.Select(fault => (fault.Block, fault.Key)).Order());
    }

    [Fact]
    public async Task ReadEpoch_WhenFaultsStop_Throws()
    {
        var source = new CountedSource(3);
        source.Broken.Add(new SampleAddress(0, 1));

        var stopped = await Assert.ThrowsAsync<DataFaultException>(
            () => KeysAsync(new SampleStream(source, Options with { Order = SampleOrder.AsStored, Faults = FaultPolicy.Stop })));

        Assert.Equal("0/1", stopped.Fault.Key);
    }

    [Fact]
    public async Task Resume_InTheMiddle_ReadsOnlyTheBlocksThatItNeeds()
    {
        var sizes = Enumerable.Repeat(20, 50).ToArray();
        var stream = new SampleStream(new CountedSource(sizes), Options);
        await TakeAsync(stream, 700);
        var source = new CountedSource(sizes);

        await TakeAsync(new SampleStream(source, Options, stream.Position), 300);

        Assert.True(source.Reads < 500, $"{source.Reads} samples were read for the last 300");
    }

    private static CountedSource Faulty()
    {
        var source = new CountedSource(Sizes);
        source.Broken.Add(new SampleAddress(0, 2));
        source.Broken.Add(new SampleAddress(5, 0));
        source.BreaksAt[4] = 3;
        return source;
    }

    private static IEnumerable<string> All() => Sizes
        .SelectMany((size, block) => Enumerable.Range(0, size).Select(sample => $"{block}/{sample}"))
        .Order(StringComparer.Ordinal);

    private static async Task<List<string>> KeysAsync(SampleStream stream, int epochs = 1)
    {
        var keys = new List<string>();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            keys.AddRange(await stream.ReadEpochAsync().Select(sample => sample.Key).ToListAsync());
        }

        return keys;
    }

    private static async Task<List<string>> TakeAsync(SampleStream stream, int count)
    {
        var keys = new List<string>();
        while (keys.Count < count)
        {
            await foreach (var sample in stream.ReadEpochAsync())
            {
                keys.Add(sample.Key);
                if (keys.Count == count)
                {
                    break;
                }
            }
        }

        return keys;
    }
}
