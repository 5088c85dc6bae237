using System.Text.Json;
using System.Text.Json.Serialization;
using LensGrains.Imaging;
using LensGrains.Learning.Networks.Graphs;

namespace LensGrains.Learning.Training;

/// <summary>A member whose network a graph of layers defines: the kind <c>layers</c>. What it gives is a <see cref="NetworkMember"/> as any other.</summary>
internal static class LayersMember
{
    /// <summary>The kind's name.</summary>
    public const string Kind = "layers";

    private const string Dropout = "dropout";

    /// <summary>Checks that a graph is there where it must be, and can be built for what the member sees.</summary>
    /// <exception cref="LayerGraphException">The graph cannot be built; the exception says everything that is wrong.</exception>
    /// <exception cref="ArgumentException">The kind needs a graph and has none, or has one and takes none.</exception>
    public static void Require(string kind, LayerGraph? graph, ImageContract contract, bool scoresByPasses)
    {
        if (kind != Kind)
        {
            if (graph is not null)
            {
                throw new ArgumentException($"Member options: '{kind}' takes no graph of layers.");
            }

            return;
        }

        var plan = PlanOf(graph, contract);
        if (scoresByPasses && !plan.Layers.Any(node => node.Kind == Dropout && node.Rate > 0))
        {
            throw new ArgumentException($"Member options: passes need a dropout, and '{plan.Graph.Name}' has none.");
        }
    }

    /// <summary>A member with fresh weights.</summary>
    public static NetworkMember Create(ImageMemberOptions options, torch.Generator generator)
        => new(new GraphNetwork(PlanOf(options.Graph, options.Contract), generator));

    private static GraphPlan PlanOf(LayerGraph? graph, ImageContract contract) => graph is null
        ? throw new ArgumentException($"Member options: '{Kind}' needs a graph of layers.")
        : GraphPlan.Of(graph, contract.Bands, contract.Size, contract.Size);
}

/// <summary>Writes a graph as <see cref="LayerGraph.ToJson"/> does, and reads it as <see cref="LayerGraph.Parse"/> does.</summary>
internal sealed class LayerGraphJson : JsonConverter<LayerGraph>
{
    public override LayerGraph Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var graph = JsonDocument.ParseValue(ref reader);
        return LayerGraph.Parse(graph.RootElement.GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, LayerGraph value, JsonSerializerOptions options)
    {
        using var graph = JsonDocument.Parse(value.ToJson());
        graph.RootElement.WriteTo(writer);
    }
}
