namespace LensGrains.Grains.Members;

/// <summary>What an option of a member may be.</summary>
public enum MemberOptionType
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>A word, or words with commas between them.</summary>
    Word,

    /// <summary>Yes or no; as a number 1 or 0.</summary>
    Yes,
}

/// <summary>An option that a policy may set for a member.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it may be.</param>
/// <param name="Help">What it does, in a sentence.</param>
public sealed record MemberOption(string Name, MemberOptionType Type, string Help)
{
    /// <summary>What a number, or yes or no, is where nothing is said; null: none.</summary>
    public double? DefaultNumber { get; init; }

    /// <summary>What a word is where nothing is said; null: none.</summary>
    public string? DefaultWord { get; init; }

    /// <summary>The least that a number may be; null: no such end.</summary>
    public double? Least { get; init; }

    /// <summary>What a number must exceed; null: no such end.</summary>
    public double? Above { get; init; }

    /// <summary>The most that a number may be; null: no such end.</summary>
    public double? Most { get; init; }

    /// <summary>True for numbers that are counts.</summary>
    public bool IsWhole { get; init; }

    /// <summary>True where a member of the kind cannot do without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The words that there are; null: any.</summary>
    public IReadOnlyList<string>? Choices { get; init; }
}
