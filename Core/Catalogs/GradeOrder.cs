using System.Globalization;
using System.Text.RegularExpressions;

namespace LensGrains.Core.Catalogs;

/// <summary>
/// Which of two grades is the better one. A list of grades, best first, says so; without one: words of the field
/// (confirmed, confident, certain, secure, probable, likely, possible, candidate) in that order; numbers, the larger the better;
/// else the letters in alphabetical order and after them the number, the larger the better (A before B; M25 before S12
/// before S11), where a trailing <c>+</c> is better and <c>-</c> worse than none.
/// </summary>
public sealed partial class GradeOrder : IComparer<string>
{
    private static readonly string[] Words = ["confirmed", "confident", "certain", "secure", "probable", "likely", "possible", "candidate"];

    private readonly IReadOnlyList<string>? _bestFirst;

    /// <summary>An order by a list, best first, or (null) by the rules above.</summary>
    public GradeOrder(IReadOnlyList<string>? bestFirst = null) => _bestFirst = bestFirst;

    /// <summary>
    /// Negative where <paramref name="x"/> is better, positive where it is worse, 0 where they are equal. A grade that the
    /// list lacks, and no grade at all, is worse than any other.
    /// </summary>
    public int Compare(string? x, string? y)
    {
        if (string.IsNullOrWhiteSpace(x) || string.IsNullOrWhiteSpace(y))
        {
            return string.IsNullOrWhiteSpace(x).CompareTo(string.IsNullOrWhiteSpace(y));
        }

        return _bestFirst is { } list ? Place(list, x).CompareTo(Place(list, y)) : CompareByRule(x.Trim(), y.Trim());
    }

    /// <summary>True where the grade reaches the cut; without a cut every grade does, with one no missing grade does.</summary>
    public bool Reaches(string? grade, string? cut)
        => cut is null || (!string.IsNullOrWhiteSpace(grade) && (_bestFirst is null || Place(_bestFirst, grade) < _bestFirst.Count) && Compare(grade, cut) <= 0);

    private static int Place(IReadOnlyList<string> list, string grade)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (string.Equals(list[i], grade.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return list.Count;
    }

    private static int CompareByRule(string x, string y)
    {
        if (TryNumber(x, out var numberX) && TryNumber(y, out var numberY))
        {
            return numberY.CompareTo(numberX);
        }

        var (wordX, wordY) = (Place(Words, x), Place(Words, y));
        if (wordX < Words.Length || wordY < Words.Length)
        {
            return wordX.CompareTo(wordY);
        }

        var (gradeX, gradeY) = (Lettered().Match(x), Lettered().Match(y));
        if (!gradeX.Success || !gradeY.Success)
        {
            return gradeX.Success != gradeY.Success ? (gradeX.Success ? -1 : 1) : string.Compare(x, y, StringComparison.OrdinalIgnoreCase);
        }

        var letters = string.Compare(gradeX.Groups["letters"].Value, gradeY.Groups["letters"].Value, StringComparison.OrdinalIgnoreCase);
        var numbers = Number(gradeY).CompareTo(Number(gradeX));
        return letters != 0 ? letters : numbers != 0 ? numbers : Sign(gradeY).CompareTo(Sign(gradeX));
    }

    private static bool TryNumber(string text, out double number)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static double Number(Match grade)
        => grade.Groups["number"].Length == 0 ? 0 : double.Parse(grade.Groups["number"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static int Sign(Match grade) => grade.Groups["sign"].Value switch { "+" => 1, "-" => -1, _ => 0 };

    [GeneratedRegex(@"^(?<letters>[A-Za-z]+)\s*(?<number>\d{1,9}(?:\.\d{1,9})?)?(?<sign>[+-])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Lettered();
}
