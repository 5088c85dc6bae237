using System.Globalization;

namespace LensGrains.Learning.Training;

/// <summary>A number beside those of training, which makes more of a member on images.</summary>
/// <param name="Name">Its name among <see cref="ImageMemberOptions.Special"/>.</param>
/// <param name="Least">The least that it may be.</param>
/// <param name="Most">The most that it may be.</param>
/// <param name="Default">What it is where nothing is said; null: what it stands for is off.</param>
/// <param name="Help">What it does, in a sentence.</param>
public sealed record SpecialNumber(string Name, double Least, double Most, double? Default, string Help)
{
    /// <summary>True for counts.</summary>
    public bool IsWhole { get; init; }

    /// <summary>True for one that is 1 or 0: yes or no.</summary>
    public bool IsYes { get; init; }

    /// <summary>The number among a member's, or what it is where it is not among them.</summary>
    public double? In(IReadOnlyDictionary<string, double> numbers) => numbers.TryGetValue(Name, out var value) ? value : Default;

    /// <exception cref="ArgumentException">The number is out of range.</exception>
    public void Require(double value)
    {
        if (IsWhole && !double.IsInteger(value))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{Name} is a whole number, not {value}."));
        }

        if (!(value >= Least && value <= Most))
        {
            throw new ArgumentException(double.IsPositiveInfinity(Most)
                ? string.Create(CultureInfo.InvariantCulture, $"{Name} is {Least} or more, not {value}.")
                : string.Create(CultureInfo.InvariantCulture, $"{Name} is {Least} to {Most}, not {value}."));
        }
    }
}
