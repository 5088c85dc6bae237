namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>
/// Redshifts that go with the drawn magnitudes. They follow the same rule for lenses and for other galaxies of the same sort, so that a
/// redshift alone tells nothing.
/// </summary>
internal static class Redshifts
{
    /// <summary>Of the main object; null for stars.</summary>
    public static double? Of(SourceKind kind, double magnitudeI, Xoshiro random) => kind switch
    {
        SourceKind.DiffractionSpikes or SourceKind.Ghost => null,
        SourceKind.Spiral or SourceKind.Ring or SourceKind.EdgeOn or SourceKind.Merger => OfDisc(magnitudeI, random),
        _ => OfRed(magnitudeI, random),
    };

    /// <summary>Of a luminous red galaxy.</summary>
    public static double OfRed(double magnitudeI, Xoshiro random)
        => Math.Clamp(0.45 + (0.11 * (magnitudeI - 19.2)) + random.Normal(0, 0.07), 0.08, 0.95);

    /// <summary>Of a galaxy behind a lens.</summary>
    public static double OfSource(double lensRedshift, Xoshiro random)
        => Math.Clamp(Math.Exp(random.Normal(Math.Log(1.8), 0.35)), lensRedshift + 0.4, 4.5);

    private static double OfDisc(double magnitudeI, Xoshiro random)
        => Math.Clamp(0.12 + (0.07 * (magnitudeI - 17.5)) + random.Normal(0, 0.04), 0.02, 0.5);
}
