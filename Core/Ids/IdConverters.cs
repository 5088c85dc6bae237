using System.Text.Json;
using System.Text.Json.Serialization;

namespace LensGrains.Core.Ids;

/// <summary>An id that is one string in JSON.</summary>
public interface IStringId<TSelf>
    where TSelf : struct, IStringId<TSelf>
{
    string Value { get; }

    static abstract TSelf Create(string value);
}

/// <summary>Writes an id as its string, also as a property name.</summary>
public sealed class StringIdConverter<T> : JsonConverter<T>
    where T : struct, IStringId<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => T.Create(reader.GetString() ?? throw new JsonException("An id is a string."));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => T.Create(reader.GetString()!);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        => writer.WritePropertyName(value.Value);
}

/// <summary>Writes an ordinal as its number.</summary>
public sealed class OrdinalConverter : JsonConverter<Ordinal>
{
    public override Ordinal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, Ordinal value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}
