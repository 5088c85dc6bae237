using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace LensGrains.Api.Metrics;

/// <summary>One instrument with its series, one per set of labels.</summary>
internal sealed class MetricFamily
{
    private const int MostSeries = 1_000;
    private static readonly double[] DefaultBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly Kind _kind;
    private readonly string _help;
    private readonly double[] _bounds;

    public MetricFamily(Instrument instrument)
    {
        var type = instrument.GetType();
        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        _kind = generic == typeof(Histogram<>) ? Kind.Histogram
            : generic == typeof(Counter<>) ? Kind.Counter
            : generic == typeof(ObservableCounter<>) ? Kind.ObservedCounter
            : generic == typeof(UpDownCounter<>) ? Kind.UpDown : Kind.Gauge;
        _bounds = _kind == Kind.Histogram ? BoundsOf(instrument) : [];
        _help = instrument.Description ?? instrument.Name;
        Name = NameOf(instrument, _kind is Kind.Counter or Kind.ObservedCounter);
    }

    private enum Kind
    {
        Counter,
        ObservedCounter,
        UpDown,
        Gauge,
        Histogram,
    }

    public string Name { get; }

    public void Note(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = LabelsOf(tags);
        lock (_gate)
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                if (_series.Count >= MostSeries)
                {
                    return;
                }

                _series[labels] = series = new Series(_bounds.Length);
            }

            series.Count++;
            series.Sum = _kind is Kind.Gauge or Kind.ObservedCounter ? value : series.Sum + value;
            for (var i = 0; i < _bounds.Length; i++)
            {
                series.Buckets[i] += value <= _bounds[i] ? 1 : 0;
            }
        }
    }

    public void Write(StringBuilder text)
    {
        var type = _kind switch { Kind.Histogram => "histogram", Kind.Counter or Kind.ObservedCounter => "counter", _ => "gauge" };
        text.Append("# HELP ").Append(Name).Append(' ').Append(_help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        text.Append("# TYPE ").Append(Name).Append(' ').Append(type).Append('\n');
        lock (_gate)
        {
            foreach (var (labels, series) in _series)
            {
                if (_kind == Kind.Histogram)
                {
                    WriteHistogram(text, labels, series);
                }
                else
                {
                    WriteLine(text, Name, labels, series.Sum);
                }
            }
        }
    }

    private void WriteHistogram(StringBuilder text, string labels, Series series)
    {
        var lead = labels.Length == 0 ? "" : labels + ",";
        for (var i = 0; i < _bounds.Length; i++)
        {
            WriteLine(text, Name + "_bucket", $"{lead}le=\"{Number(_bounds[i])}\"", series.Buckets[i]);
        }

        WriteLine(text, Name + "_bucket", lead + "le=\"+Inf\"", series.Count);
        WriteLine(text, Name + "_sum", labels, series.Sum);
        WriteLine(text, Name + "_count", labels, series.Count);
    }

    private static void WriteLine(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value)
        => double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? (value > 0 ? "+Inf" : "-Inf") : value.ToString("R", CultureInfo.InvariantCulture);

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(b => (double)b)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(b => (double)b)],
        _ => DefaultBounds,
    };

    private static string NameOf(Instrument instrument, bool isCounter)
    {
        var unit = instrument.Unit switch
        {
            null or "" => "", "s" => "_seconds", "ms" => "_milliseconds", "By" => "_bytes", "1" => "_ratio",
            ['{', ..] => "", var other => "_" + other,
        };
        var name = string.Concat((instrument.Name + unit).Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_'));
        return isCounter ? name + "_total" : name;
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var labels = new List<string>(tags.Length);
        foreach (var (key, value) in tags)
        {
            var name = string.Concat(key.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Add($"{name}=\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"");
        }

        labels.Sort(StringComparer.Ordinal);
        return string.Join(',', labels);
    }

    private sealed class Series(int buckets)
    {
        public long Count { get; set; }

        public double Sum { get; set; }

        public long[] Buckets { get; } = new long[buckets];
    }
}
