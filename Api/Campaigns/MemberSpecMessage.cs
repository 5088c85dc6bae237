using System.Text.Json;
using System.Text.Json.Serialization;
using LensGrains.Core.Campaigns;
using LensGrains.Grains.Members;

namespace LensGrains.Api.Campaigns;

/// <summary>One kind of member.</summary>
internal sealed record MemberSpecMessage
{
    public string? Kind { get; init; }

    /// <summary>Numbers, words and yes or no by name.</summary>
    public IReadOnlyDictionary<string, MemberOptionValue>? Options { get; init; }

    public static MemberSpecMessage Of(MemberSpec spec)
    {
        var known = MemberKinds.Find(spec.Kind)?.Options;
        var options = new Dictionary<string, MemberOptionValue>(StringComparer.Ordinal);
        foreach (var (name, number) in spec.Options ?? new Dictionary<string, double>())
        {
            options[name] = known?.FirstOrDefault(o => o.Name == name) is { Type: MemberOptionType.Yes }
                ? new MemberOptionValue(number, null) { IsYes = true }
                : new MemberOptionValue(number, null);
        }

        foreach (var (name, word) in spec.Choices ?? new Dictionary<string, string>())
        {
            options[name] = new MemberOptionValue(null, word);
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
[JsonConverter(typeof(MemberOptionValueConverter))]
internal readonly record struct MemberOptionValue(double? Number, string? Word)
{
    /// <summary>True where the number is to be told as true or false.</summary>
    public bool IsYes { get; init; }
}

internal sealed class MemberOptionValueConverter : JsonConverter<MemberOptionValue>
{
    public override MemberOptionValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => new MemberOptionValue(reader.GetDouble(), null),
        JsonTokenType.True => new MemberOptionValue(1, null),
        JsonTokenType.False => new MemberOptionValue(0, null),
        JsonTokenType.String => new MemberOptionValue(null, reader.GetString()),
        _ => throw new JsonException("A member's option is a number, a word, true or false."),
    };

    public override void Write(Utf8JsonWriter writer, MemberOptionValue value, JsonSerializerOptions options)
    {
        if (value is { IsYes: true, Number: { } yes })
        {
            writer.WriteBooleanValue(yes != 0);
        }
        else if (value.Number is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(value.Word);
        }
    }
}
