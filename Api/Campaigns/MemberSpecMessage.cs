using System.Text.Json;
using System.Text.Json.Serialization;
using LensGrains.Core.Campaigns;

namespace LensGrains.Api.Campaigns;

/// <summary>One kind of member.</summary>
internal sealed record MemberSpecMessage
{
    public string? Kind { get; init; }

    /// <summary>Numbers, words and yes or no by name.</summary>
    public IReadOnlyDictionary<string, MemberOption>? Options { get; init; }

    public static MemberSpecMessage Of(MemberSpec spec)
    {
        var options = new Dictionary<string, MemberOption>(StringComparer.Ordinal);
        foreach (var (name, number) in spec.Options ?? new Dictionary<string, double>())
        {
            options[name] = new MemberOption(number, null);
        }

        foreach (var (name, word) in spec.Choices ?? new Dictionary<string, string>())
        {
            options[name] = new MemberOption(null, word);
        }

        return new MemberSpecMessage { Kind = spec.Kind, Options = options.Count == 0 ? null : options };
    }

    public MemberSpec ToSpec()
    {
        var numbers = Options?.Where(o => o.Value.Number is not null).ToDictionary(o => o.Key, o => o.Value.Number!.Value);
        var words = Options?.Where(o => o.Value.Word is not null).ToDictionary(o => o.Key, o => o.Value.Word!);
        return new MemberSpec(Kind ?? "mlp", numbers is { Count: > 0 } ? numbers : null, words is { Count: > 0 } ? words : null);
    }
}

/// <summary>A member's option: a number (yes is 1, no is 0) or a word.</summary>
[JsonConverter(typeof(MemberOptionConverter))]
internal readonly record struct MemberOption(double? Number, string? Word);

internal sealed class MemberOptionConverter : JsonConverter<MemberOption>
{
    public override MemberOption Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => new MemberOption(reader.GetDouble(), null),
        JsonTokenType.True => new MemberOption(1, null),
        JsonTokenType.False => new MemberOption(0, null),
        JsonTokenType.String => new MemberOption(null, reader.GetString()),
        _ => throw new JsonException("A member's option is a number, a word, true or false."),
    };

    public override void Write(Utf8JsonWriter writer, MemberOption value, JsonSerializerOptions options)
    {
        if (value.Number is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(value.Word);
        }
    }
}
