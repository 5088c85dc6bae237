using System.Globalization;
using System.Security;
using System.Text;

namespace LensGrains.Learning.Evaluation;

/// <summary>An axis of a plot, linear or by powers of ten.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="From">Left or lower end; positive where <paramref name="Ticks"/> rise by powers.</param>
/// <param name="To">Right or upper end.</param>
/// <param name="Ticks">Where numbers stand.</param>
/// <param name="Scale">How numbers become lengths.</param>
internal sealed record PlotAxis(string Title, double From, double To, IReadOnlyList<double> Ticks, PlotScale Scale = PlotScale.Linear)
{
    public static PlotAxis Unit(string title) => new(title, 0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]);

    /// <summary>Powers of ten from the one at or below the smallest number; smaller numbers, 0 too, stand at the end.</summary>
    public static PlotAxis Powers(string title, double smallest)
    {
        var lowest = (int)Math.Floor(Math.Log10(smallest));
        return new PlotAxis(title, Math.Pow(10, lowest), 1, [.. Enumerable.Range(lowest, 1 - lowest).Select(power => Math.Pow(10, power))], PlotScale.Logarithmic);
    }

    /// <summary>Where a number lies between the ends, 0 to 1.</summary>
    public double Share(double value) => Scale == PlotScale.Linear
        ? Math.Clamp((value - From) / (To - From), 0, 1)
        : Math.Clamp(Math.Log(Math.Max(value, From) / From) / Math.Log(To / From), 0, 1);
}

/// <summary>How an axis turns numbers into lengths.</summary>
internal enum PlotScale
{
    /// <summary>In proportion.</summary>
    Linear,

    /// <summary>By powers of ten.</summary>
    Logarithmic,
}

/// <summary>A square plot as part of an SVG picture.</summary>
internal sealed class PlotPanel(PlotAxis horizontal, PlotAxis vertical, double left)
{
    /// <summary>Width and height of a panel with its axes, px.</summary>
    public const double Width = 440;

    public const double Height = 420;

    private const double Margin = 60;
    private const double Side = 340;
    private const double Top = 30;

    private readonly StringBuilder _marks = new();

    public void Line(IEnumerable<(double X, double Y)> points, string colour, string dash = "none")
        => _marks.Append(CultureInfo.InvariantCulture, $"""<polyline points="{string.Join(' ', points.Select(Place))}" fill="none" stroke="{colour}" stroke-width="1.5" stroke-dasharray="{dash}"/>""")
            .Append('\n');

    public void Dot(double x, double y, string colour)
    {
        var (px, py) = At(x, y);
        _marks.Append(CultureInfo.InvariantCulture, $"""<circle cx="{px:0.##}" cy="{py:0.##}" r="4" fill="{colour}"/>""").Append('\n');
    }

    public void Bar(double x, double low, double high, string colour) => Line([(x, low), (x, high)], colour);

    /// <summary>A line of text in the lower right corner, counted from below.</summary>
    public void Note(int row, string text, string colour)
        => Text(left + Margin + Side - 8, Top + Side - 10 - (18 * row), text, "end", colour);

    public string ToSvg()
    {
        var frame = new StringBuilder();
        frame.Append(CultureInfo.InvariantCulture, $"""<rect x="{left + Margin}" y="{Top}" width="{Side}" height="{Side}" fill="none" stroke="#444"/>""").Append('\n');
        frame.Append(_marks);
        _marks.Clear();
        foreach (var tick in horizontal.Ticks)
        {
            Text(left + Margin + (Side * horizontal.Share(tick)), Top + Side + 18, Number(tick), "middle", "#444");
        }

        foreach (var tick in vertical.Ticks)
        {
            Text(left + Margin - 6, Top + Side + 4 - (Side * vertical.Share(tick)), Number(tick), "end", "#444");
        }

        Text(left + Margin + (Side / 2), Top + Side + 40, horizontal.Title, "middle", "#000");
        var (x, y) = (left + 16, Top + (Side / 2));
        _marks.Append(CultureInfo.InvariantCulture, $"""<g transform="rotate(-90 {x} {y})">""");
        Text(x, y, vertical.Title, "middle", "#000");
        return frame.Append(_marks).Append("</g>\n").ToString();
    }

    /// <summary>A whole picture of panels side by side.</summary>
    public static string Picture(string title, params PlotPanel[] panels)
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"{Width * panels.Length} {Height}");
        var parts = size.Split(' ');
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{parts[0]}" height="{parts[1]}" font-family="sans-serif" font-size="12">
            <title>{SecurityElement.Escape(title)}</title>
            <rect width="100%" height="100%" fill="#fff"/>
            {string.Concat(panels.Select(panel => panel.ToSvg()))}</svg>

            """;
    }

    private void Text(double x, double y, string text, string anchor, string colour)
        => _marks.Append(CultureInfo.InvariantCulture, $"""<text x="{x:0.##}" y="{y:0.##}" text-anchor="{anchor}" fill="{colour}">{SecurityElement.Escape(text)}</text>""")
            .Append('\n');

    private static string Number(double value) => value.ToString(value is > 0 and < 0.01 ? "0E+0" : "0.##", CultureInfo.InvariantCulture);

    private string Place((double X, double Y) point)
    {
        var (x, y) = At(point.X, point.Y);
        return string.Create(CultureInfo.InvariantCulture, $"{x:0.##},{y:0.##}");
    }

    private (double X, double Y) At(double x, double y)
        => (left + Margin + (Side * horizontal.Share(x)), Top + (Side * (1 - vertical.Share(y))));
}
