using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LensGrains.Embedded;

/// <summary>A value crossed a grain border that would not have survived a border between processes.</summary>
public sealed class MessageNotSerializableException(string message) : InvalidOperationException(message);

/// <summary>Copies messages by writing and reading them, and refuses those that do not come back as they were.</summary>
internal sealed class MessageSerializer
{
    private readonly JsonSerializerOptions _json = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        IncludeFields = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new ReferenceConverterFactory() },
    };

    /// <summary>A call's arguments; cancellation tokens stay what they are.</summary>
    public object?[] RoundTrip(GrainMethod method, object?[] arguments)
    {
        var parameters = method.Parameters;
        var copies = new object?[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            copies[i] = i == method.TokenIndex ? arguments[i] : RoundTrip(arguments[i], parameters[i]);
        }

        return copies;
    }

    public TResult RoundTrip<TResult>(TResult value) => typeof(TResult) == typeof(Nothing) ? value : (TResult)RoundTrip(value, typeof(TResult))!;

    private object? RoundTrip(object? value, Type type)
    {
        if (SerializableTypes.WhyNot(type) is { } reason)
        {
            throw new MessageNotSerializableException(reason);
        }

        if (value is null)
        {
            return null;
        }

        using var references = ReferenceTable.Begin();
        var written = JsonSerializer.SerializeToUtf8Bytes(value, type, _json);
        var copy = JsonSerializer.Deserialize(written, type, _json);
        if (!JsonSerializer.SerializeToUtf8Bytes(copy, type, _json).AsSpan().SequenceEqual(written))
        {
            throw new MessageNotSerializableException($"{type.Name} does not come back from the serializer as it was.");
        }

        return copy;
    }
}
