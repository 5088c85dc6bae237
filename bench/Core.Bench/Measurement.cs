using System.Diagnostics;
using System.Text.Json;

namespace LensGrains.Bench.Core;

/// <summary>One figure of <c>lens bench</c>: the median of repeated runs.</summary>
internal sealed record Measurement(string Suite, string Name, double Value, string Unit, int Runs)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The median time of <paramref name="runs"/> runs after a fifth as many to warm up, in milliseconds.</summary>
    public static Measurement OfTime(string name, int runs, Action<int> run)
    {
        for (var i = 0; i < Math.Max(runs / 5, 3); i++)
        {
            run(i);
        }

        var milliseconds = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            run(i);
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(milliseconds);
        return new Measurement("core", name, Math.Round(milliseconds[runs / 2], 4), "ms", runs);
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
