using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LensGrains.Bench.Harness;

/// <summary>Measures, prints every figure as soon as it is there, and writes all of them at the end.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private const int MostWarmUps = 1_000;

    private readonly List<Figure> _figures = [];

    /// <summary>The suite that runs.</summary>
    public string Suite { get; set; } = "";

    public void Header()
        => Console.WriteLine($"{"suite",-12} {"name",-34} {"value",12} {"unit",-9} {"runs",5} {"processor",10} {"load",6}");

    public void Add(string name, double value, string unit, int runs, double? processor = null, string? note = null)
    {
        var figure = new Figure(Suite, name, Rounded(value), unit, runs)
        {
            Processor = processor is { } p ? Rounded(p) : null, Load = Machine.Load(), Note = note,
        };
        _figures.Add(figure);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Suite,-12} {name,-34} {figure.Value,12} {unit,-9} {runs,5} {figure.Processor?.ToString(CultureInfo.InvariantCulture) ?? "-",10} {figure.Load,6:F2}{(note is null ? "" : $"  {note}")}"));
    }

    /// <summary>
    /// The median time of some runs, after a warm-up that is thrown away: a fifth as many runs, and more until a second has passed
    /// (a thousand at most), because the compiler replaces its first, slow code only after a while.
    /// </summary>
    /// <param name="name">The figure's name.</param>
    /// <param name="unit">"ms" or "s".</param>
    /// <param name="runs">Runs that count.</param>
    /// <param name="run">One run; it gets its number.</param>
    public void Time(string name, string unit, int runs, Action<int> run)
    {
        var scale = unit == "ms" ? 1 : 0.001;
        var warming = Stopwatch.GetTimestamp();
        var warmUps = 0;
        while (warmUps < Math.Clamp(runs / 5, 1, 20) || (warmUps < MostWarmUps && Stopwatch.GetElapsedTime(warming) < WarmUp))
        {
            run(warmUps++);
        }

        var times = new double[runs];
        var processor = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < runs; i++)
        {
            var started = Stopwatch.GetTimestamp();
            run(warmUps + i);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds * scale;
        }

        var spent = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds * scale / runs;
        Add(name, Quantile.Median(times), unit, runs, spent);
    }

    /// <summary>The median rate of some runs of <paramref name="count"/> things each, per second.</summary>
    public void Rate(string name, int count, int runs, Action run)
    {
        run();
        var rates = new double[runs];
        var processor = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < runs; i++)
        {
            var started = Stopwatch.GetTimestamp();
            run();
            rates[i] = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        var each = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / (runs * (double)count);
        Add(name, Quantile.Median(rates), "1/s", runs, note: string.Create(CultureInfo.InvariantCulture, $"{each:F2} ms of processor each"));
    }

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(_figures, Json) + "\n");

    private static double Rounded(double value)
        => value == 0 ? 0 : Math.Round(value, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6));
}
