using System.Security.Cryptography;
using System.Text;

namespace LensGrains.Core.Ids;

/// <summary>The rules for ids that stand in paths, URLs and journals.</summary>
public static class Slug
{
    private const int MaximumSourceIdLength = 100;

    /// <summary>True for <c>[a-z0-9][a-z0-9-]{0,62}</c>.</summary>
    public static bool IsValid(string? value)
        => value is { Length: >= 1 and <= 63 } && value[0] != '-' && value.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    /// <summary>The value itself; throws <see cref="ArgumentException"/> where it is no valid id.</summary>
    public static string Require(string value, string what)
        => IsValid(value) ? value : throw new ArgumentException($"A {what} id matches [a-z0-9][a-z0-9-]{{0,62}}.", nameof(value));

    /// <summary>True for <c>[A-Za-z0-9.+-]{1,100}</c>.</summary>
    public static bool IsValidSource(string? value)
        => value is { Length: >= 1 and <= MaximumSourceIdLength }
           && value.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '+' or '-');

    /// <summary>The id of a source that its users call <paramref name="name"/>.</summary>
    public static SourceId SourceIdFor(string name)
    {
        if (IsValidSource(name))
        {
            return new SourceId(name);
        }

        var kept = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormKD))
        {
            if (IsValidSource(c.ToString()))
            {
                kept.Append(c);
            }
            else if (kept.Length > 0 && kept[^1] != '-' && !char.IsSurrogate(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark)
            {
                kept.Append('-');
            }
        }

        var slug = kept.ToString().Trim('-');
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..10];
        return new SourceId(slug.Length == 0 ? $"s-{hash}" : $"{slug[..Math.Min(slug.Length, MaximumSourceIdLength - 11)]}-{hash}");
    }
}
