using System.Text;

namespace LensGrains.Storage.Postgres;

/// <summary>Turns "starts with" into a range of keys, which an index can answer.</summary>
internal static class KeyPrefix
{
    /// <summary>
    /// The least text that comes after everything that starts with <paramref name="prefix"/>, in the order of code points (that of
    /// UTF-8 bytes too); null where there is none.
    /// </summary>
    public static string? End(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        while (runes.Count > 0)
        {
            var last = runes[^1].Value;
            runes.RemoveAt(runes.Count - 1);
            if (last < 0x10FFFF)
            {
                var next = last + 1 == 0xD800 ? 0xE000 : last + 1; // surrogates are no characters
                return string.Concat(runes.Append(new Rune(next)));
            }
        }

        return null;
    }
}
