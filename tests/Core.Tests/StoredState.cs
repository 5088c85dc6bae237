using System.Text.Json;
using System.Text.Json.Serialization;

namespace LensGrains.Tests.Core;

/// <summary>A state as a grain's store has it: JSON with the settings of the product's.</summary>
internal static class StoredState
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Text<T>(T state) => JsonSerializer.Serialize(state, Options);

    /// <summary>The state as the next activation reads it.</summary>
    public static T ReadBack<T>(T state) => JsonSerializer.Deserialize<T>(Text(state), Options)!;
}
