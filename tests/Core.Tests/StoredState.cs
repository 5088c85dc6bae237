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

    /// <summary>Everything in the state, also what its JSON might leave out.</summary>
    public static string Text<T>(T state) => string.Join(
        '\n',
        typeof(T).GetProperties().Where(p => p.CanWrite)
            .Select(p => $"{p.Name} {JsonSerializer.Serialize(p.GetValue(state), p.PropertyType, Options)}"));

    /// <summary>The state as the next activation reads it.</summary>
    public static T ReadBack<T>(T state) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(state, Options), Options)!;
}
