using System.Text.Json;
using System.Text.Json.Serialization;

namespace LensGrains.Learning.Data.Streams;

/// <summary>
/// How far a stream is, exactly: a stream that starts here gives what the other one had still to give, in the same order. Written as JSON
/// into checkpoints.
/// </summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Given">Samples given in this epoch.</param>
/// <param name="Block">Place in the epoch's order of blocks from where reading goes on.</param>
/// <param name="Sample">Number of the next sample in that block.</param>
/// <param name="Draws">Numbers drawn in this epoch.</param>
/// <param name="Waiting">Samples in the buffer, in its order.</param>
/// <param name="Drawn">Samples that were drawn and not yet given.</param>
public sealed record StreamPosition(
    int Epoch, long Given, int Block, int Sample, long Draws, IReadOnlyList<SampleAddress> Waiting, IReadOnlyList<SampleAddress> Drawn)
{
    /// <summary>The beginning of an epoch.</summary>
    public static StreamPosition StartOf(int epoch) => new(epoch, 0, 0, 0, 0, [], []);

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, StreamJson.Default.StreamPosition);

    /// <exception cref="JsonException">The text is no position.</exception>
    public static StreamPosition FromJson(string json)
        => JsonSerializer.Deserialize(json, StreamJson.Default.StreamPosition) ?? throw new JsonException("There is no position.");
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StreamPosition))]
internal sealed partial class StreamJson : JsonSerializerContext;
