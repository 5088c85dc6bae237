using System.Globalization;

namespace LensGrains.Cli.Embedding;

/// <summary>Says on the error stream how far a long command is: a line when a stage begins, then one every few seconds with the time left.</summary>
internal sealed class EmbedTelling(Surroundings surroundings)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private long _stageBegan;
    private long _told;

    public void Stage(string stage)
    {
        lock (_gate)
        {
            _stageBegan = _told = surroundings.Time.GetTimestamp();
            surroundings.Note(stage);
        }
    }

    /// <summary>So many of so many are done in this stage.</summary>
    public void Done(int done, int total, string what)
    {
        var elapsed = surroundings.Time.GetElapsedTime(_stageBegan);
        Tell(() =>
        {
            var rate = done / Math.Max(elapsed.TotalSeconds, 1e-3);
            var left = TimeSpan.FromSeconds((total - done) / Math.Max(rate, 1e-9));
            return string.Create(CultureInfo.InvariantCulture, $"  {done} of {total} {what}, {rate:0} per second, {Duration(left)} left");
        });
    }

    /// <summary>Says the line where it is time for one.</summary>
    public void Tell(Func<string> line)
    {
        lock (_gate)
        {
            if (surroundings.Time.GetElapsedTime(_told) >= Every)
            {
                _told = surroundings.Time.GetTimestamp();
                surroundings.Note(line());
            }
        }
    }

    public static string Duration(TimeSpan time) => time >= TimeSpan.FromHours(1) ? $"{(int)time.TotalHours} h {time.Minutes} min"
        : time >= TimeSpan.FromMinutes(1) ? $"{(int)time.TotalMinutes} min {time.Seconds} s"
        : $"{Math.Ceiling(time.TotalSeconds):0} s";
}
