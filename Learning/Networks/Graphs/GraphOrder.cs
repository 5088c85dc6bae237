namespace LensGrains.Learning.Networks.Graphs;

/// <summary>How nodes hang together.</summary>
internal static class GraphOrder
{
    /// <summary>What is wrong with the connections of nodes that are right for themselves.</summary>
    public static IReadOnlyList<GraphFault> Check(IReadOnlyList<LayerNode> nodes)
    {
        var faults = Names(nodes).ToList();
        if (faults.Count == 0)
        {
            faults.AddRange(Inputs(nodes));
        }

        if (faults.Count == 0)
        {
            faults.AddRange(Paths(nodes));
        }

        return faults;
    }

    /// <summary>The nodes so that each comes after its inputs (Kahn 1962); nodes in cycles are left out.</summary>
    public static List<LayerNode> Sorted(IReadOnlyList<LayerNode> nodes)
    {
        var sorted = new List<LayerNode>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var waiting = nodes.ToList();
        while (waiting.Where(node => node.Inputs.All(done.Contains)).ToArray() is { Length: > 0 } ready)
        {
            sorted.AddRange(ready);
            done.UnionWith(ready.Select(node => node.Id));
            waiting.RemoveAll(node => done.Contains(node.Id));
        }

        return sorted;
    }

    /// <summary>The nodes that lead nowhere.</summary>
    public static LayerNode[] Ends(IReadOnlyList<LayerNode> nodes)
    {
        var used = nodes.SelectMany(node => node.Inputs).ToHashSet(StringComparer.Ordinal);
        return [.. nodes.Where(node => !used.Contains(node.Id))];
    }

    private static IEnumerable<GraphFault> Names(IReadOnlyList<LayerNode> nodes)
        => nodes.GroupBy(node => node.Id, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => new GraphFault(
            GraphFaultKind.DuplicateNode, group.Key, $"{group.Count()} nodes are called '{group.Key}'."));

    private static IEnumerable<GraphFault> Inputs(IReadOnlyList<LayerNode> nodes)
    {
        var names = nodes.Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var (node, input) in nodes.SelectMany(node => node.Inputs.Where(input => !names.Contains(input)).Select(input => (node, input))))
        {
            yield return new GraphFault(GraphFaultKind.UnknownInput, node.Id, $"'{node.Id}' takes '{input}', which there is not.");
        }

        var inputs = nodes.Where(node => node.Kind == LayerKinds.Input).Select(node => $"'{node.Id}'").ToArray();
        if (inputs.Length != 1)
        {
            yield return new GraphFault(
                GraphFaultKind.NotOneInput,
                null,
                inputs.Length == 0 ? "There is no node of kind 'input'." : $"There are several inputs: {string.Join(", ", inputs)}.");
        }
    }

    private static IEnumerable<GraphFault> Paths(IReadOnlyList<LayerNode> nodes)
    {
        var sorted = Sorted(nodes);
        if (sorted.Count < nodes.Count && CycleAmong(nodes.Except(sorted).ToArray()) is { } cycle)
        {
            yield return new GraphFault(GraphFaultKind.Cycle, cycle[0], $"Nodes wait for one another: {string.Join(" → ", cycle)}.");
            yield break;
        }

        var lost = Unreached(sorted);
        foreach (var node in lost)
        {
            yield return new GraphFault(GraphFaultKind.Unreachable, node.Id, $"Nothing of the image reaches '{node.Id}'.");
        }

        if (lost.Count == 0 && Ends(nodes) is { Length: > 1 } ends)
        {
            yield return new GraphFault(
                GraphFaultKind.SeveralOutputs,
                null,
                $"Several nodes lead nowhere, and one must: {string.Join(", ", ends.Select(node => $"'{node.Id}'"))}.");
        }
    }

    private static List<LayerNode> Unreached(IReadOnlyList<LayerNode> sorted)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var lost = new List<LayerNode>();
        foreach (var node in sorted)
        {
            if (node.Kind == LayerKinds.Input || node.Inputs.Any(reached.Contains))
            {
                reached.Add(node.Id);
            }
            else
            {
                lost.Add(node);
            }
        }

        return lost;
    }

    /// <summary>One cycle, along the flow, its first node named again at its end; every node here waits for another one here.</summary>
    private static string[] CycleAmong(LayerNode[] stuck)
    {
        var byName = stuck.ToDictionary(node => node.Id, StringComparer.Ordinal);
        var path = new List<string> { stuck[0].Id };
        while (true)
        {
            var next = byName[path[^1]].Inputs.First(byName.ContainsKey);
            var met = path.IndexOf(next);
            path.Add(next);
            if (met >= 0)
            {
                return [.. path.Skip(met).Reverse()];
            }
        }
    }
}
