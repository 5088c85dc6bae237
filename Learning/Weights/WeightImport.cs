using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Weights;

/// <summary>
/// Starts a network from weights that PyTorch, timm, torchvision or Zoobot wrote. The names' owner and the prefix before them are found by
/// the first layer. What the file has in the network's body and ours lacks is refused, because without it the features would be others.
/// </summary>
public static class WeightImport
{
    private const int Shown = 6;

    /// <summary>Copies weights into the network, or changes nothing.</summary>
    /// <param name="network">One of ours; those that only we have are known by their own names.</param>
    /// <param name="file">The weights, of any floating-point type.</param>
    /// <param name="options">What becomes of the first and the last layer.</param>
    /// <exception cref="CheckpointException">
    /// The names are of another network, an array is missing or more than expected, or a shape does not fit; the message names the array, and
    /// both shapes.
    /// </exception>
    public static WeightReport Load(ImageNetwork network, SafeTensors file, WeightOptions options)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var names = NetworkNames.Of(network);
        var state = network.state_dict();
        var (map, prefix) = Recognise(names, state.Keys, file);
        var fitting = new WeightFitting(names, options);
        var (known, used) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var copies = new List<(torch.Tensor Target, torch.Tensor Source)>();
        foreach (var (name, target) in state)
        {
            var foreign = prefix + map.Foreign(name);
            if (!file.Tensors.TryGetValue(foreign, out var stored))
            {
                fitting.Missing(name, foreign);
                continue;
            }

            known.Add(foreign);
            if (fitting.Fit(name, foreign, stored, target) is { } source)
            {
                used.Add(foreign);
                copies.Add((target, source));
            }
        }

        RequireNothingMore(file.Tensors.Keys.Except(known), map, prefix);
        foreach (var (target, source) in copies)
        {
            target.copy_(source);
        }

        return new WeightReport(map.Id, prefix, fitting.Loaded, fitting.Adapted, fitting.LeftAtStart, [.. file.Tensors.Keys.Except(used)]);
    }

    private static (NameMap Map, string Prefix) Recognise(NetworkNames names, IEnumerable<string> ours, SafeTensors file)
    {
        var arrays = ours.ToList();
        var anchor = names.FirstLayer ?? arrays[0];
        var best = names.Maps
            .SelectMany(map => Prefixes(file, map.Foreign(anchor)!).Select(prefix => (Map: map, Prefix: prefix)))
            .Select(found => (found.Map, found.Prefix, Count: arrays.Count(name => file.Tensors.ContainsKey(found.Prefix + found.Map.Foreign(name)))))
            .OrderByDescending(found => found.Count)
            .FirstOrDefault();
        return best.Map is not null
            ? (best.Map, best.Prefix)
            : throw new CheckpointException(
                $"The file has no first layer under any name known for this network ({string.Join(", ", names.Maps.Select(map => $"{map.Foreign(anchor)} by {map.Id}"))}); "
                + $"it has {string.Join(", ", file.Tensors.Keys.Take(Shown))} and {Math.Max(0, file.Tensors.Count - Shown)} more.");
    }

    private static IEnumerable<string> Prefixes(SafeTensors file, string anchor) => file.Tensors.Keys
        .Where(name => name == anchor || name.EndsWith("." + anchor, StringComparison.Ordinal))
        .Select(name => name[..^anchor.Length]);

    private static void RequireNothingMore(IEnumerable<string> unknown, NameMap map, string prefix)
    {
        var strange = unknown
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && !WeightFitting.IsCounter(name))
            .Where(name => !map.Heads.Any(head => name.AsSpan(prefix.Length).StartsWith(head, StringComparison.Ordinal)))
            .ToList();
        if (strange.Count > 0)
        {
            throw new CheckpointException(
                $"The file's network has {strange.Count} arrays that this one lacks, so its features would be others: {string.Join(", ", strange.Take(Shown))}.");
        }
    }
}
