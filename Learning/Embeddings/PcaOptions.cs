namespace LensGrains.Learning.Embeddings;

/// <summary>Which principal components are kept, and in which units.</summary>
public sealed record PcaOptions
{
    /// <summary>Axes at most.</summary>
    public int Components { get; init; } = 64;

    /// <summary>No more axes than have this share of the variance together, in (0, 1].</summary>
    public double ExplainedShare { get; init; } = 1;

    /// <summary>True: every dimension is divided by its deviation first.</summary>
    public bool Standardise { get; init; } = true;

    /// <summary>True: every component is divided by its deviation.</summary>
    public bool Whiten { get; init; }

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        if (Components < 1 || !(ExplainedShare is > 0 and <= 1))
        {
            throw new ArgumentException("Principal components: at least one axis, and a share of the variance in (0, 1].");
        }
    }
}
