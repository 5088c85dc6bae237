using System.Runtime.CompilerServices;
using LensGrains.Imaging;
using LensGrains.Learning.Data;
using LensGrains.Learning.Data.Streams;

namespace LensGrains.Learning.Tests.Data.Streams;

/// <summary>A data set in memory with blocks of given sizes, of which some samples, or all from one on, are at fault.</summary>
internal sealed class CountedSource(params int[] sizes) : ISampleSource
{
    /// <summary>Samples that do not decode.</summary>
    public HashSet<SampleAddress> Broken { get; } = [];

    /// <summary>Blocks that break off before this sample.</summary>
    public Dictionary<int, int> BreaksAt { get; } = [];

    /// <summary>Samples that were read and are not decoded yet, now and at most.</summary>
    public (int Now, int Most) Held { get; private set; }

    /// <summary>Samples that were read.</summary>
    public int Reads { get; private set; }

    public IReadOnlyList<string> Blocks { get; } = [.. sizes.Select((_, block) => $"block-{block}")];

    public async IAsyncEnumerable<StoredSample> ReadAsync(int block, int first, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var sample = first; sample < sizes[block]; sample++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            if (BreaksAt.TryGetValue(block, out var at) && sample >= at)
            {
                throw new DataFaultException(new DataFault(Blocks[block], null, DataFaultCodes.Truncated, "it breaks off"));
            }

            var address = new SampleAddress(block, sample);
            lock (Broken)
            {
                Reads++;
                Held = (Held.Now + 1, Math.Max(Held.Most, Held.Now + 1));
            }

            yield return new StoredSample(address, $"{block}/{sample}", 10, () => Decode(address));
        }
    }

    private SampleOutcome Decode(SampleAddress address)
    {
        lock (Broken)
        {
            Held = (Held.Now - 1, Held.Most);
        }

        return Broken.Contains(address)
            ? SampleOutcome.Of(new DataFault(Blocks[address.Block], $"{address.Block}/{address.Sample}", DataFaultCodes.NoImage, "no image"))
            : SampleOutcome.Of(new ImageSample($"{address.Block}/{address.Sample}", new Cutout(["g"], 8, 8, new float[64])));
    }
}
