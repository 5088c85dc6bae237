using System.Globalization;
using System.Text;

namespace LensGrains.Storage.Azure;

/// <summary>
/// Names of blobs from names of journals and keys of states. Letters, digits and <c>. _ + - /</c> stand for themselves, everything
/// else, and a slash or dot where a URL would lose it, is <c>~</c> and the four hexadecimal digits of its UTF-16 code unit. What
/// begins with a prefix has a name that begins with the prefix's name, but for a dot at the prefix's end.
/// </summary>
internal static class BlobNames
{
    private const char Escape = '~';
    private const int MaximumLength = 1_000; // the service takes 1,024; a journal's segment adds its position

    /// <summary>The name of <paramref name="key"/>. Distinct keys have distinct names, in which <c>@</c> does not occur.</summary>
    public static string Of(string key)
    {
        var name = new StringBuilder(key.Length);
        for (var i = 0; i < key.Length; i++)
        {
            var last = i == 0 ? '/' : key[i - 1];
            var next = i == key.Length - 1 ? '\0' : key[i + 1];
            if (IsPlain(key[i], last, next))
            {
                name.Append(key[i]);
            }
            else
            {
                name.Append(Escape).Append(((int)key[i]).ToString("X4", CultureInfo.InvariantCulture));
            }
        }

        return name.Length <= MaximumLength
            ? name.ToString()
            : throw new ArgumentException($"A name takes at most {MaximumLength} characters as a blob's name.", nameof(key));
    }

    /// <summary>The key whose name <paramref name="name"/> is.</summary>
    public static string KeyOf(ReadOnlySpan<char> name)
    {
        var key = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == Escape)
            {
                key.Append((char)int.Parse(name.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                key.Append(name[i]);
            }
        }

        return key.ToString();
    }

    private static bool IsPlain(char c, char last, char next) => c switch
    {
        '/' => last != '/', // neither at the start nor twice
        '.' => next is not ('/' or '\0'), // no part of a path ends in a dot
        _ => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '-',
    };
}
