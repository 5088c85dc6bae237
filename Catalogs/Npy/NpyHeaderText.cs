using System.Globalization;
using System.Text.RegularExpressions;

namespace LensGrains.Catalogs.Npy;

/// <summary>Reads the dict literal of a header: exactly the three keys, nothing evaluated.</summary>
internal static partial class NpyHeaderText
{
    private const int MaximumAxes = 32;

    public static NpyHeader Parse(string text, int dataOffset)
    {
        var match = Dict().Match(text);
        if (!match.Success)
        {
            throw new NpyFormatException("npy-header", "The header is no dict of descr, fortran_order and shape.");
        }

        var entries = match.Groups["key"].Captures.Select(c => c.Value).Zip(match.Groups["value"].Captures.Select(c => c.Value));
        var byKey = new Dictionary<string, string>();
        foreach (var (key, value) in entries)
        {
            byKey[key] = value;
        }

        if (!byKey.TryGetValue("descr", out var descr) || !byKey.TryGetValue("shape", out var shape)
            || !byKey.TryGetValue("fortran_order", out var order) || byKey.Count != 3 || order is not ("True" or "False"))
        {
            throw new NpyFormatException("npy-header", "The header is no dict of descr, fortran_order and shape.");
        }

        var (kind, itemBytes, isBigEndian) = ParseType(descr);
        var axes = ParseShape(shape);
        RequireAddressable(axes, itemBytes);
        return new NpyHeader(kind, itemBytes, isBigEndian, order == "True", axes, dataOffset);
    }

    private static (NpyKind Kind, int ItemBytes, bool IsBigEndian) ParseType(string descr)
    {
        if (descr.Contains('O'))
        {
            throw new NpyFormatException("npy-object", "Arrays of Python objects are pickles, which can run code; save names with .astype(str).");
        }

        var match = Type().Match(descr);
        if (!match.Success || !int.TryParse(match.Groups["size"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || size > 1 << 20)
        {
            throw new NpyFormatException("npy-dtype", $"Elements of type {descr} are not read.");
        }

        var isBigEndian = match.Groups["order"].Value == ">";
        return (match.Groups["kind"].Value, size) switch
        {
            ("f", 2 or 4 or 8) => (NpyKind.Float, size, isBigEndian),
            ("i", 1 or 2 or 4 or 8) => (NpyKind.Signed, size, isBigEndian),
            ("u", 1 or 2 or 4 or 8) => (NpyKind.Unsigned, size, isBigEndian),
            ("b", 1) => (NpyKind.Boolean, 1, false),
            ("U", _) => (NpyKind.Unicode, size * 4, isBigEndian),
            ("S" or "a", _) => (NpyKind.Bytes, size, false),
            _ => throw new NpyFormatException("npy-dtype", $"Elements of type {descr} are not read."),
        };
    }

    private static long[] ParseShape(string shape)
    {
        var parts = shape.Trim('(', ')').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var axes = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i].TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out axes[i]))
            {
                throw new NpyFormatException("npy-shape", $"A shape {shape} is not possible.");
            }
        }

        return axes.Length <= MaximumAxes ? axes : throw new NpyFormatException("npy-shape", $"{axes.Length} axes are too many.");
    }

    private static void RequireAddressable(long[] axes, int itemBytes)
    {
        var bytes = axes.Aggregate((UInt128)(uint)itemBytes, (product, length) => product > long.MaxValue ? product : product * (ulong)Math.Max(length, 1));
        if (bytes > long.MaxValue)
        {
            throw new NpyFormatException("npy-shape", "The shape says that the array is larger than any file.");
        }
    }

    [GeneratedRegex(@"^\s*\{\s*(?:'(?<key>\w+)'\s*:\s*(?:'(?<value>[^']*)'|(?<value>True|False)|(?<value>\([0-9L,\s-]*\))|(?<value>\[.*\]))\s*(?:,\s*|(?=\})))+\}\s*$", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Dict();

    [GeneratedRegex(@"^(?<order>[<>|=]?)(?<kind>[A-Za-z])(?<size>[0-9]+)$")]
    private static partial Regex Type();
}
