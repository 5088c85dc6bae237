using System.Globalization;

namespace LensGrains.Imaging.Fits;

/// <summary>The keywords of one header-data unit. The first of a keyword that occurs twice counts.</summary>
internal sealed class FitsCards
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes in one card of 80 characters: <c>KEY     = value / comment</c> or <c>HIERARCH a b = value</c>.</summary>
    public void Add(string card)
    {
        var isHierarch = card.StartsWith("HIERARCH ", StringComparison.Ordinal);
        var equals = isHierarch ? card.IndexOf('=', StringComparison.Ordinal) : 8;
        if (equals < 1 || equals >= card.Length || card[equals] != '=')
        {
            return;
        }

        var key = card[(isHierarch ? 9 : 0)..equals].Trim();
        _values.TryAdd(key, ParseValue(card.AsSpan(equals + 1)));
    }

    /// <summary>The text of the first of the keywords that has one.</summary>
    public string? Text(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (_values.TryGetValue(key, out var value) && value.Length > 0)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The first of the keywords that holds a finite number.</summary>
    public double? Number(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (_values.TryGetValue(key, out var value)
                && double.TryParse(value.Replace('D', 'E'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number))
            {
                return number;
            }
        }

        return null;
    }

    private static string ParseValue(ReadOnlySpan<char> field)
    {
        field = field.TrimStart();
        if (field.Length == 0 || field[0] != '\'')
        {
            var slash = field.IndexOf('/');
            return (slash < 0 ? field : field[..slash]).Trim().ToString();
        }

        var end = 1;
        while (end < field.Length && (field[end] != '\'' || (end + 1 < field.Length && field[end + 1] == '\'')))
        {
            end += field[end] == '\'' ? 2 : 1;
        }

        return field[1..Math.Min(end, field.Length)].ToString().Replace("''", "'", StringComparison.Ordinal).TrimEnd();
    }
}
