using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace LensGrains.Api.Metrics;

/// <summary>
/// Listens to the product's meter (and to ASP.NET Core's request durations) and writes Prometheus' text format, version 0.0.4.
/// Counters end in <c>_total</c>, names carry their unit, histograms become cumulative buckets.
/// </summary>
internal sealed class PrometheusExporter : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    public const string MeterName = "LensGrains";
    private const string HostingMeter = "Microsoft.AspNetCore.Hosting";
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Meter, string Name), MetricFamily> _families = new();

    public PrometheusExporter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name is MeterName or HostingMeter)
            {
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd((instrument.Meter.Name, instrument.Name), _ => new MetricFamily(instrument)));
            }
        };
        _listener.SetMeasurementEventCallback<long>(Note);
        _listener.SetMeasurementEventCallback<int>(Note);
        _listener.SetMeasurementEventCallback<double>(Note);
        _listener.SetMeasurementEventCallback<float>(Note);
        _listener.Start();
    }

    /// <summary>All figures as of now.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in _families.Values.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            family.Write(text);
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private static void Note<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        where T : struct, IConvertible
        => ((MetricFamily)state!).Note(value.ToDouble(CultureInfo.InvariantCulture), tags);
}
