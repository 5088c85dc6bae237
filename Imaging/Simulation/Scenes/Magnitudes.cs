namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>Magnitudes in g, r and i.</summary>
/// <param name="G">AB.</param>
/// <param name="R">AB.</param>
/// <param name="I">AB.</param>
internal readonly record struct Magnitudes(double G, double R, double I)
{
    public double this[int band] => band == 0 ? G : band == 1 ? R : I;

    /// <summary>An old galaxy at redshift 0.3 to 0.7.</summary>
    public static Magnitudes Red(double i, Xoshiro random)
    {
        var ri = random.Normal(0.62, 0.08);
        return new Magnitudes(i + ri + random.Normal(1.45, 0.15), i + ri, i);
    }

    /// <summary>A star-forming galaxy.</summary>
    public static Magnitudes Blue(double i, Xoshiro random)
    {
        var ri = random.Normal(0.15, 0.12);
        return new Magnitudes(i + ri + random.Normal(0.25, 0.18), i + ri, i);
    }

    /// <summary>A nearby disc, between the two.</summary>
    public static Magnitudes Disc(double i, Xoshiro random)
    {
        var ri = random.Normal(0.3, 0.08);
        return new Magnitudes(i + ri + random.Normal(0.55, 0.15), i + ri, i);
    }
}
