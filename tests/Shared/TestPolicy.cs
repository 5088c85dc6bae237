using System.Text.Json;
using System.Text.Json.Nodes;

namespace LensGrains.Tests;

/// <summary>Policies as tests send them.</summary>
internal static class TestPolicy
{
    /// <summary>The policy without presumed negatives where it says nothing of them: no round starts because of a first find.</summary>
    public static JsonObject OrdinaryRounds(object? policy)
    {
        var said = JsonSerializer.SerializeToNode(policy)?.AsObject() ?? [];
        said.TryAdd("presumedNegatives", 0);
        return said;
    }
}
