using System.Text.Json;
using System.Text.Json.Serialization;

namespace LensGrains.Api.Answers;

/// <summary>An enum's values as the camelCase words that travel.</summary>
internal static class Words<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> ByWord = Enum.GetValues<T>().ToDictionary(Of, StringComparer.Ordinal);

    /// <summary>All words, for messages.</summary>
    public static string All => string.Join(", ", ByWord.Keys);

    public static string Of(T value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static bool TryParse(string? word, out T value)
    {
        value = default;
        return word is not null && ByWord.TryGetValue(word, out value);
    }
}

/// <summary>Reads and writes enums as words; a word that is none of them is refused with the list of those that are.</summary>
internal sealed class WordConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
        => (JsonConverter)Activator.CreateInstance(typeof(WordConverter<>).MakeGenericType(typeToConvert))!;

    private sealed class WordConverter<T> : JsonConverter<T>
        where T : struct, Enum
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => reader.TokenType == JsonTokenType.String && Words<T>.TryParse(reader.GetString(), out var value)
                ? value
                : throw new JsonException($"One of: {Words<T>.All}.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Words<T>.Of(value));
    }
}
