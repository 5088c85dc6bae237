using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LensGrains.Learning.Experiments;

/// <summary>One epoch of one training: a line of <c>metrics.jsonl</c>.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Member">The member's name.</param>
/// <param name="Fold">The fold that it has not seen; null without a cross-validation.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">Mean over the epoch's batches, all terms together.</param>
/// <param name="HeldOut">Cross-entropy of what it holds out to know when to stop, nats; null where there is nothing.</param>
/// <param name="Terms">What the member says besides.</param>
/// <param name="Rate">Greatest learning rate at the end; null where the member does not tell.</param>
/// <param name="Seconds">Since this training began, or went on after a break.</param>
public sealed record EpochLine(
    long Seed, string Member, int? Fold, int Epoch, double Loss, double? HeldOut, IReadOnlyDictionary<string, double> Terms, double? Rate, double Seconds)
{
    /// <summary>Whether two lines are of one training.</summary>
    internal bool IsOf(long seed, string member, int? fold) => (Seed, Member, Fold) == (seed, member, fold);
}

/// <summary><c>metrics.jsonl</c>: a line per epoch of every training. Safe for several threads.</summary>
internal sealed class MetricsLog
{
    private readonly string _path;
    private readonly Lock _gate = new();
    private readonly List<EpochLine> _lines;

    public MetricsLog(string path)
    {
        _path = path;
        _lines = File.Exists(path) ? Read(path) : [];
    }

    /// <summary>Every line of a file; one that was cut off while it was written is left out.</summary>
    public static List<EpochLine> Read(string path)
    {
        var lines = new List<EpochLine>();
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                lines.Add(JsonSerializer.Deserialize(line, MetricsJson.Default.EpochLine)!);
            }
            catch (JsonException)
            {
                break; // the last line of a run that was killed
            }
        }

        return lines;
    }

    /// <summary>Takes an epoch; an earlier line of the same epoch, and those after it, are of a training that is done again.</summary>
    public void Add(EpochLine line)
    {
        lock (_gate)
        {
            var stale = _lines.RemoveAll(old => old.IsOf(line.Seed, line.Member, line.Fold) && old.Epoch >= line.Epoch);
            _lines.Add(line);
            if (stale > 0 || !File.Exists(_path))
            {
                WholeFile.Write(_path, string.Concat(_lines.Select(Text)));
            }
            else
            {
                File.AppendAllText(_path, Text(line), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            }
        }
    }

    private static string Text(EpochLine line) => JsonSerializer.Serialize(line, MetricsJson.Default.EpochLine) + "\n";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(EpochLine))]
internal sealed partial class MetricsJson : JsonSerializerContext;
