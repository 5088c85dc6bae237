namespace LensGrains.Imaging;

/// <summary>A vector that grows entry by entry, each with its name; entries are squeezed to order one and made finite.</summary>
internal sealed class FeatureVector
{
    private const float Bound = 8;
    private readonly List<float> _values = new(256);

    public List<string> Names { get; } = new(256);

    /// <summary>Adds a number that is of order one by itself.</summary>
    public void Add(string name, double value)
    {
        Names.Add(name);
        _values.Add(double.IsFinite(value) ? Math.Clamp((float)value, -Bound, Bound) : 0);
    }

    /// <summary>Adds a number of unknown range, such as a signal-to-noise ratio: asinh keeps its sign and order.</summary>
    public void AddWide(string name, double value) => Add(name, Math.Asinh(value));

    public float[] ToArray() => [.. _values];
}
