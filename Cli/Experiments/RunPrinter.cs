using System.Globalization;
using LensGrains.Learning.Experiments;

namespace LensGrains.Cli.Experiments;

/// <summary>Tells how a run goes: epochs, unless they pass too quickly to read, and now and then how far a long stage is.</summary>
internal sealed class RunPrinter(Surroundings surroundings) : IProgress<RunProgress>
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TellEpochEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long _told = surroundings.Time.GetTimestamp();

    public void Report(RunProgress value)
    {
        lock (_gate)
        {
            if (surroundings.Time.GetElapsedTime(_told) < (value.Text is null ? TellEvery : TellEpochEvery) && value.Share < 1)
            {
                return;
            }

            var left = value.Left is { } time ? string.Create(CultureInfo.InvariantCulture, $", {Math.Ceiling(time.TotalSeconds):0} s left") : "";
            var text = value.Text is null ? "" : value.Text + "; ";
            surroundings.Note(string.Create(CultureInfo.InvariantCulture, $"{value.Stage}: {text}{100 * value.Share:0}%{left}"));
            _told = surroundings.Time.GetTimestamp();
        }
    }
}
