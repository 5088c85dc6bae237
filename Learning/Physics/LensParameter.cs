namespace LensGrains.Learning.Physics;

/// <summary>
/// The columns of parameters [b, p] of a lens and its source. Positions are in arcseconds from the centre of the image, x along its
/// columns and y along its rows (rows of a FITS image run up). An ellipticity e has e1 = e cos 2φ and e2 = e sin 2φ with the direction
/// φ of the major axis, from x to y, and e = (1 - q)/(1 + q) for the axis ratio q.
/// </summary>
public enum LensParameter
{
    /// <summary>θ_E in arcseconds: the critical curve of the ellipsoid alone encloses π θ_E².</summary>
    EinsteinRadius,

    /// <summary>e1 of the mass.</summary>
    Ellipticity1,

    /// <summary>e2 of the mass.</summary>
    Ellipticity2,

    /// <summary>γ1 of the external shear, which stretches images along x where positive.</summary>
    Shear1,

    /// <summary>γ2 of the external shear.</summary>
    Shear2,

    /// <summary>Where the source would be without the lens.</summary>
    SourceX,

    /// <inheritdoc cref="SourceX"/>
    SourceY,

    /// <summary>The source's effective radius in arcseconds, of the circle with the same area.</summary>
    SourceRadius,

    /// <summary>e1 of the source.</summary>
    SourceEllipticity1,

    /// <summary>e2 of the source.</summary>
    SourceEllipticity2,

    /// <summary>The centre of mass and shear.</summary>
    LensX,

    /// <inheritdoc cref="LensX"/>
    LensY,
}

/// <summary>The columns together.</summary>
public static class LensParameters
{
    /// <summary>Number p of columns.</summary>
    public const int Count = 12;

    /// <summary>Names of the columns, as they are logged.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "einstein_radius_arcsec", "ellipticity_1", "ellipticity_2", "shear_1", "shear_2", "source_x_arcsec", "source_y_arcsec",
        "source_radius_arcsec", "source_ellipticity_1", "source_ellipticity_2", "lens_x_arcsec", "lens_y_arcsec",
    ];

    /// <summary>One column of [b, p] as [b, 1, 1], to be spread over images.</summary>
    internal static torch.Tensor Column(torch.Tensor parameters, LensParameter parameter)
        => parameters.narrow(1, (long)parameter, 1).unsqueeze(2);

    /// <exception cref="ArgumentException">The shape is not [b, 12].</exception>
    internal static void Require(torch.Tensor parameters)
    {
        if (parameters.shape is not [_, Count])
        {
            throw new ArgumentException($"Parameters are [b, {Count}]; these are [{string.Join(", ", parameters.shape)}].");
        }
    }
}
