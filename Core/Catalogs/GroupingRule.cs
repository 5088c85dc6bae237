using System.Text.RegularExpressions;

namespace LensGrains.Core.Catalogs;

/// <summary>What a file's name says: which object it shows, and which part of it (a band, <c>science</c>, …; empty: the whole).</summary>
public readonly record struct GroupedName(string Name, string Part);

/// <summary>
/// How files of one object are told from their names. By default a stem that ends in <c>_</c> and a band (<c>name_g.fits</c>) or
/// in <c>_science</c>, <c>_template</c>, <c>_diff</c> is a part of <c>name</c>; a stem that is nothing but a part belongs to the
/// object that its folder is named after (<c>NAME/g.fits</c>); every other file is an object of its own.
/// </summary>
public sealed partial class GroupingRule
{
    private readonly Regex _suffix;
    private readonly Regex _whole;

    /// <summary>A rule of one's own.</summary>
    /// <param name="suffixPattern">Regular expression over the stem with the groups <c>name</c> and <c>part</c>; null for the default.</param>
    /// <param name="parts">The parts an object must have; null: those that more than half of the grouped objects have.</param>
    /// <exception cref="ArgumentException">The pattern is no regular expression or lacks a group.</exception>
    public GroupingRule(string? suffixPattern = null, IReadOnlyList<string>? parts = null)
    {
        _suffix = suffixPattern is null ? DefaultSuffix() : new Regex(suffixPattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        if (!_suffix.GetGroupNames().Contains("name") || !_suffix.GetGroupNames().Contains("part"))
        {
            throw new ArgumentException("A grouping pattern has the groups (?<name>…) and (?<part>…).", nameof(suffixPattern));
        }

        _whole = parts is null ? DefaultPart() : new Regex($"^(?:{string.Join('|', parts.Select(Regex.Escape))})$", RegexOptions.CultureInvariant);
        Parts = parts;
    }

    /// <summary>The parts an object must have, or null where the files themselves decide.</summary>
    public IReadOnlyList<string>? Parts { get; }

    /// <summary>Reads a file's name.</summary>
    /// <param name="stem">File name without its ending (<c>.fits.fz</c> is one ending).</param>
    /// <param name="folder">Name of the folder the file lies in; null for the folder that is ingested itself.</param>
    public GroupedName Of(string stem, string? folder)
    {
        if (folder is not null && _whole.IsMatch(stem))
        {
            return new GroupedName(folder, stem);
        }

        var match = _suffix.Match(stem);
        var part = match.Groups["part"].Value;
        return match.Success && (Parts is null || Parts.Contains(part)) ? new GroupedName(match.Groups["name"].Value, part) : new GroupedName(stem, "");
    }

    /// <summary>
    /// The parts that every grouped object must have: those given, else those that more than half of the grouped objects have.
    /// </summary>
    /// <param name="partsPerObject">Per grouped object its parts.</param>
    public IReadOnlyList<string> RequiredParts(IEnumerable<IReadOnlyCollection<string>> partsPerObject)
    {
        if (Parts is not null)
        {
            return Parts;
        }

        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var objects = 0;
        foreach (var parts in partsPerObject)
        {
            objects++;
            foreach (var part in parts)
            {
                counts[part] = counts.GetValueOrDefault(part) + 1;
            }
        }

        return [.. counts.Where(c => 2 * c.Value > objects).Select(c => c.Key)];
    }

    private const string PartPattern = "[ugrizyUBVRIJHKYZ]|Ks|w[1-4]|W[1-4]|[Ff][0-9]{3,4}[WMNLPXwmnlpx]{1,2}|VIS|NIR_[YJH]|science|template|diff";

    [GeneratedRegex($"^(?<name>.+)_(?<part>{PartPattern})$", RegexOptions.CultureInvariant)]
    private static partial Regex DefaultSuffix();

    [GeneratedRegex($"^(?:{PartPattern})$", RegexOptions.CultureInvariant)]
    private static partial Regex DefaultPart();
}
