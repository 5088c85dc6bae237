using System.Numerics.Tensors;
using LensGrains.Learning.Checkpoints;

namespace LensGrains.Learning.Embeddings;

/// <summary>What happens to features before they are stored: principal components, then length one, either left out.</summary>
/// <param name="Components">Principal components; null: none are taken.</param>
/// <param name="IsUnit">Whether vectors are brought to length one.</param>
public sealed record EmbeddingProjection(PrincipalComponents? Components, bool IsUnit)
{
    private const string Format = "lensgrains.projection/1";

    /// <summary>Length of what comes out for vectors of <paramref name="dimensions"/>.</summary>
    public int Width(int dimensions) => Components?.Components ?? dimensions;

    /// <summary>Features [n, d] → vectors [n, k]. A vector of length zero stays.</summary>
    /// <exception cref="ArgumentException">The features have another length than those that the axes were fitted to.</exception>
    public float[] Apply(float[] features, int dimensions)
    {
        if (Components is not null && Components.Dimensions != dimensions)
        {
            throw new ArgumentException($"The axes are for vectors of {Components.Dimensions} numbers, not {dimensions}.", nameof(dimensions));
        }

        var width = Width(dimensions);
        var vectors = new float[features.Length / dimensions * width];
        if (Components is null)
        {
            features.CopyTo(vectors, 0);
        }
        else
        {
            Components.Project(features, vectors);
        }

        for (var start = 0; IsUnit && start < vectors.Length; start += width)
        {
            var vector = vectors.AsSpan(start, width);
            TensorPrimitives.Divide(vector, Math.Max(TensorPrimitives.Norm(vector), float.Epsilon), vector);
        }

        return vectors;
    }

    /// <summary>As a safetensors file.</summary>
    public byte[] ToBytes() => new SafeTensors(
        Components?.Save() ?? [],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = Format, ["unit"] = IsUnit ? "true" : "false" }).ToBytes();

    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">It is no projection of this program.</exception>
    public static EmbeddingProjection Parse(ReadOnlyMemory<byte> file)
    {
        var read = SafeTensors.Parse(file);
        return read.RequireText("format") == Format
            ? new EmbeddingProjection(PrincipalComponents.Load(read), read.RequireText("unit") == "true")
            : throw new CheckpointException($"Not a projection of this program: {read.RequireText("format")}.");
    }
}
