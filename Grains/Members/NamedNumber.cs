using System.Globalization;

namespace LensGrains.Grains.Members;

/// <summary>A number, or yes or no, by the name that a policy has for it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Get">Reads it off the options.</param>
/// <param name="Set">The options with it.</param>
/// <param name="Help">What it does, in a sentence.</param>
internal sealed record NamedNumber<TOptions>(string Name, Func<TOptions, double?> Get, Func<TOptions, double, TOptions> Set, string Help)
{
    public double? Least { get; init; }

    public double? Above { get; init; }

    public double? Most { get; init; }

    public bool IsWhole { get; init; }

    public bool IsYes { get; init; }

    /// <exception cref="ArgumentException">The number is out of range.</exception>
    public TOptions Apply(TOptions options, double value)
    {
        if (IsYes && value is not (0 or 1))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{Name} is true or false, not {value}."));
        }

        if (!double.IsFinite(value) || value < Least || value <= Above || value > Most || (IsWhole && value != Math.Round(value)))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{Name} is {Range()}, not {value}."));
        }

        return Set(options, value);
    }

    public MemberOption Described(TOptions defaults) => new(Name, IsYes ? MemberOptionType.Yes : MemberOptionType.Number, Help)
    {
        DefaultNumber = Get(defaults), Least = Least, Above = Above, Most = Most, IsWhole = IsWhole,
    };

    private string Range()
    {
        var number = IsWhole ? "a whole number" : "a number";
        return (Least, Above, Most) switch
        {
            ({ } least, _, { } most) => string.Create(CultureInfo.InvariantCulture, $"{number} from {least} to {most}"),
            ({ } least, _, null) => string.Create(CultureInfo.InvariantCulture, $"{number}, {least} or more"),
            (null, { } above, { } most) => string.Create(CultureInfo.InvariantCulture, $"{number} above {above}, at most {most}"),
            (null, { } above, null) => string.Create(CultureInfo.InvariantCulture, $"{number} above {above}"),
            _ => number,
        };
    }
}
