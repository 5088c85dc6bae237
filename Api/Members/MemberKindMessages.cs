using LensGrains.Grains.Members;

namespace LensGrains.Api.Members;

/// <summary>A kind of member that a policy may name.</summary>
/// <param name="Kind">The word that names it.</param>
/// <param name="Input">What it looks at.</param>
/// <param name="Help">What it is, in a sentence.</param>
/// <param name="Parameters">Learned numbers with the default options; null where that depends on the catalogue.</param>
/// <param name="Options">What may be set.</param>
internal sealed record MemberKindMessage(string Kind, MemberInput Input, string Help, long? Parameters, IReadOnlyList<MemberOptionMessage> Options)
{
    public static MemberKindMessage Of(MemberKind kind)
        => new(kind.Name, kind.Input, kind.Help, kind.Parameters, [.. kind.Options.Select(MemberOptionMessage.Of)]);
}

/// <summary>An option of a member.</summary>
/// <param name="Name">Its name in the policy.</param>
/// <param name="Type">What it may be.</param>
/// <param name="Default">What it is where nothing is said: a number, a word, true or false; null: none.</param>
/// <param name="Required">True where a member of the kind cannot do without it.</param>
/// <param name="Whole">True for numbers that are counts.</param>
/// <param name="Least">The least that a number may be.</param>
/// <param name="Above">What a number must exceed.</param>
/// <param name="Most">The most that a number may be.</param>
/// <param name="Choices">The words that there are; null: any.</param>
/// <param name="Help">What it does, in a sentence.</param>
internal sealed record MemberOptionMessage(
    string Name,
    MemberOptionType Type,
    object? Default,
    bool Required,
    bool Whole,
    double? Least,
    double? Above,
    double? Most,
    IReadOnlyList<string>? Choices,
    string Help)
{
    public static MemberOptionMessage Of(MemberOption option) => new(
        option.Name,
        option.Type,
        option.Type switch
        {
            MemberOptionType.Word => option.DefaultWord,
            MemberOptionType.Yes => option.DefaultNumber is { } yes ? yes != 0 : null,
            _ => option.DefaultNumber,
        },
        option.IsRequired,
        option.IsWhole,
        option.Least,
        option.Above,
        option.Most,
        option.Choices,
        option.Help);
}

/// <summary>A file that members may start from.</summary>
/// <param name="Name">Its name, as <c>pretrained</c> has it.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record WeightsMessage(string Name, long Bytes);
