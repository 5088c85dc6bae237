namespace LensGrains.Grains.Members;

/// <summary>A word by the name that a policy has for it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Get">Reads it off the options.</param>
/// <param name="Set">The options with it; an <see cref="ArgumentException"/> says why it cannot be.</param>
/// <param name="Help">What it does, in a sentence.</param>
internal sealed record NamedWord<TOptions>(string Name, Func<TOptions, string?> Get, Func<TOptions, string, TOptions> Set, string Help)
{
    /// <summary>The words that there are; null: any.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <exception cref="ArgumentException">There is no such word.</exception>
    public TOptions Apply(TOptions options, string value) => Choices?.Contains(value, StringComparer.OrdinalIgnoreCase) == false
        ? throw new ArgumentException($"There is no {Name} '{value}': {string.Join(", ", Choices)}.")
        : Set(options, value);

    public MemberOption Described(TOptions defaults) => new(Name, MemberOptionType.Word, Help) { DefaultWord = Get(defaults), Choices = Choices };
}
