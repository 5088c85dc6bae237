namespace LensGrains.Grains.Members;

/// <summary>The numbers and words of one sort of member by the names that a policy has for them: what reads them is what describes them.</summary>
/// <param name="member">What the member is called in a refusal, with its article.</param>
/// <param name="numbers">Its numbers.</param>
/// <param name="words">Its words.</param>
internal sealed class NamedOptions<TOptions>(string member, IReadOnlyList<NamedNumber<TOptions>> numbers, IReadOnlyList<NamedWord<TOptions>> words)
{
    /// <summary>Every number and word with what it is in <paramref name="defaults"/>.</summary>
    public IEnumerable<MemberOption> Describe(TOptions defaults)
        => numbers.Select(n => n.Described(defaults)).Concat(words.Select(w => w.Described(defaults)));

    /// <exception cref="ArgumentException">There is no such number and <paramref name="others"/> takes none, or it is out of range.</exception>
    public TOptions Apply(TOptions options, string name, double value, Func<TOptions, TOptions>? others = null)
    {
        if (numbers.FirstOrDefault(n => n.Name == name) is { } number)
        {
            return number.Apply(options, value);
        }

        if (words.FirstOrDefault(w => w.Name == name) is { } word)
        {
            throw new ArgumentException($"{name} is a word{(word.Choices is { } choices ? $": {string.Join(", ", choices)}" : "")}.");
        }

        return others is not null ? others(options) : throw new ArgumentException($"{member} has no option '{name}': {Names}.");
    }

    /// <exception cref="ArgumentException">There is no such word, or it is none of those there are.</exception>
    public TOptions Apply(TOptions options, string name, string value)
    {
        if (words.FirstOrDefault(w => w.Name == name) is { } word)
        {
            return word.Apply(options, value);
        }

        throw new ArgumentException(numbers.FirstOrDefault(n => n.Name == name) is { } number
            ? $"{name} is {(number.IsYes ? "true or false" : "a number")}, not a word."
            : $"{member} has no option '{name}' that is a word.");
    }

    private string Names => string.Join(", ", numbers.Select(n => n.Name).Concat(words.Select(w => w.Name)));
}
