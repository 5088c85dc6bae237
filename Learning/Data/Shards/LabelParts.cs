using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LensGrains.Learning.Data.Shards;

/// <summary>What the files of a sample that are no images say of it.</summary>
/// <param name="Label">A class or probability, or null.</param>
/// <param name="Columns">Numbers and truth values of <c>KEY.json</c>.</param>
/// <param name="Texts">Texts of <c>KEY.json</c>.</param>
internal sealed record LabelParts(double? Label, Dictionary<string, double> Columns, Dictionary<string, string> Texts)
{
    private static readonly string[] Positive = ["lens", "true", "yes", "positive"];
    private static readonly string[] Negative = ["non-lens", "nonlens", "not-lens", "false", "no", "negative"];

    /// <summary>
    /// Reads <c>.cls</c>, <c>.json</c> and <c>.txt</c>, also <c>.labels.json</c> and the like, of which the first that has a label gives it.
    /// </summary>
    /// <exception cref="FormatException">A file does not read, or a label is no number and no class.</exception>
    public static LabelParts Of(TarSample sample, ShardOptions options)
    {
        var (columns, texts) = (new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        var word = Text(sample, "cls");
        if (Text(sample, "json") is { } json)
        {
            ReadFields(json, columns, texts);
            word ??= columns.TryGetValue(options.LabelField, out var number) ? number.ToString("R", CultureInfo.InvariantCulture)
                : texts.GetValueOrDefault(options.LabelField);
        }

        word ??= Text(sample, "txt");
        return new LabelParts(word is null ? null : Parse(word.Trim(), options), columns, texts);
    }

    private static string? Text(TarSample sample, string ending)
    {
        var part = sample.Parts.FirstOrDefault(part => part.Ending == ending);
        part = part.Bytes is null ? sample.Parts.FirstOrDefault(other => other.Ending.EndsWith("." + ending, StringComparison.Ordinal)) : part;
        return part.Bytes is null ? null : Encoding.UTF8.GetString(part.Bytes);
    }

    private static double Parse(string word, ShardOptions options)
    {
        var named = options.Classes.ToList().FindIndex(name => string.Equals(name, word, StringComparison.OrdinalIgnoreCase));
        return named >= 0 ? named
            : double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
            : options.Classes.Count == 0 && Positive.Contains(word, StringComparer.OrdinalIgnoreCase) ? 1
            : options.Classes.Count == 0 && Negative.Contains(word, StringComparer.OrdinalIgnoreCase) ? 0
            : throw new FormatException($"The label '{(word.Length > 40 ? word[..40] : word)}' is no number and no class that is known.");
    }

    private static void ReadFields(string json, Dictionary<string, double> columns, Dictionary<string, string> texts)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var field in document.RootElement.EnumerateObject())
            {
                switch (field.Value.ValueKind)
                {
                    case JsonValueKind.Number:
                        columns[field.Name] = field.Value.GetDouble();
                        break;
                    case JsonValueKind.True or JsonValueKind.False:
                        columns[field.Name] = field.Value.GetBoolean() ? 1 : 0;
                        break;
                    case JsonValueKind.String:
                        texts[field.Name] = field.Value.GetString()!;
                        break;
                    default:
                        break; // nested values and null are no columns
                }
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new FormatException($"Its .json is no object: {broken.Message}", broken);
        }
    }
}
