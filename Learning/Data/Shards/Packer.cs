using LensGrains.Learning.Data.Streams;

namespace LensGrains.Learning.Data.Shards;

/// <summary>What was packed.</summary>
/// <param name="Shards">The shards, in order.</param>
/// <param name="Samples">Samples in them.</param>
/// <param name="Labels">How many have which label; the empty one counts those without.</param>
/// <param name="Faults">Sources that were left out, and why.</param>
public sealed record PackReport(
    IReadOnlyList<WrittenShard> Shards, int Samples, IReadOnlyDictionary<string, int> Labels, IReadOnlyList<DataFault> Faults);

/// <summary>Packs sources into shards.</summary>
public static class Packer
{
    /// <summary>Packs in an order that follows from the seed, so that every shard holds every class.</summary>
    /// <param name="items">The sources.</param>
    /// <param name="writer">Where they go; it is completed.</param>
    /// <param name="seed">Fixes the order; null keeps that of the items.</param>
    /// <param name="progress">Hears how many were packed.</param>
    /// <param name="cancellationToken">Stops between sources.</param>
    public static async Task<PackReport> PackAsync(
        IReadOnlyList<PackItem> items, ShardWriter writer, long? seed, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var order = seed is { } given ? new Draws(given, 0).Permutation(items.Count) : [.. Enumerable.Range(0, items.Count)];
        var (labels, faults) = (new SortedDictionary<string, int>(StringComparer.Ordinal), new List<DataFault>());
        var packed = 0;
        foreach (var item in order.Select(index => items[index]))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await writer.AddAsync(item.Key, await item.PartsAsync(cancellationToken), cancellationToken);
                labels[item.Label ?? ""] = labels.GetValueOrDefault(item.Label ?? "") + 1;
                packed++;
                progress?.Invoke(packed);
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                faults.Add(new DataFault("", item.Name, DataFaultCodes.Unreachable, "A file of it does not read."));
            }
        }

        return new PackReport(await writer.CompleteAsync(), packed, labels, faults);
    }
}
