using System.Globalization;

namespace LensGrains.Learning.Data.Shards;

/// <summary>
/// Names of many files in one, as shells and WebDataset have them: <c>train-{000000..000127}.tar</c>, <c>{train,extra}-{0..9..3}.tar</c>, also one
/// within another. Ranges keep the zeros before their numbers.
/// </summary>
public static class BraceRanges
{
    private const int Most = 1_000_000;

    /// <summary>The names, in the order of the text.</summary>
    /// <exception cref="ArgumentException">A brace is not closed, or there are more than a million names.</exception>
    public static IReadOnlyList<string> Expand(string pattern)
    {
        var open = pattern.IndexOf('{', StringComparison.Ordinal);
        if (open < 0)
        {
            return [pattern];
        }

        var close = Closing(pattern, open);
        var (before, inside) = (pattern[..open], pattern[(open + 1)..close]);
        var alternatives = Alternatives(inside);
        var after = Expand(pattern[(close + 1)..]);
        if ((long)alternatives.Count * after.Count > Most)
        {
            throw new ArgumentException($"'{pattern}' stands for more than {Most} names.", nameof(pattern));
        }

        return [.. alternatives.SelectMany(_ => after, (middle, end) => before + middle + end)];
    }

    private static IReadOnlyList<string> Alternatives(string inside)
    {
        var parts = Parts(inside);
        return parts.Count > 1 ? [.. parts.SelectMany(Expand)]
            : Range(inside) is { } range ? range
            : [.. Expand(inside).Select(text => "{" + text + "}")]; // neither list nor range: the braces belong to the name
    }

    private static int Closing(string pattern, int open)
    {
        var depth = 0;
        for (var i = open; i < pattern.Length; i++)
        {
            depth += pattern[i] == '{' ? 1 : pattern[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        throw new ArgumentException($"A brace of '{pattern}' is not closed.", nameof(pattern));
    }

    private static List<string> Parts(string inside)
    {
        var (parts, depth, start) = (new List<string>(), 0, 0);
        for (var i = 0; i < inside.Length; i++)
        {
            depth += inside[i] == '{' ? 1 : inside[i] == '}' ? -1 : 0;
            if (inside[i] == ',' && depth == 0)
            {
                parts.Add(inside[start..i]);
                start = i + 1;
            }
        }

        parts.Add(inside[start..]);
        return parts;
    }

    private static List<string>? Range(string inside)
    {
        var ends = inside.Split("..");
        if (ends.Length is not (2 or 3) || !ends.All(end => long.TryParse(end, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
        {
            return null;
        }

        var numbers = Array.ConvertAll(ends, end => long.Parse(end, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        var (first, last) = (numbers[0], numbers[1]);
        var step = Math.Max(1, numbers.Length == 3 ? Math.Abs(numbers[2]) : 1);
        if (Math.Abs((double)last - first) / step > Most)
        {
            throw new ArgumentException($"'{inside}' stands for more than {Most} names.", nameof(inside));
        }

        var width = ends.Take(2).Any(IsPadded) ? ends.Take(2).Max(end => end.Length) : 0;
        var range = new List<string>();
        for (var number = first; first <= last ? number <= last : number >= last; number += first <= last ? step : -step)
        {
            var digits = Math.Abs(number).ToString(CultureInfo.InvariantCulture);
            range.Add(number < 0 ? "-" + digits.PadLeft(Math.Max(0, width - 1), '0') : digits.PadLeft(width, '0'));
        }

        return range;
    }

    private static bool IsPadded(string number)
    {
        var digits = number.TrimStart('-', '+');
        return digits.Length > 1 && digits[0] == '0';
    }
}
