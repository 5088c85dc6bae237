namespace LensGrains.Imaging.Simulation.Lensing;

/// <summary>The potential of a round mass as a function of the distance from its centre, arcseconds.</summary>
public interface IRadialProfile
{
    /// <summary>ψ(r), r > 0, in square arcseconds; its zero is arbitrary.</summary>
    double Potential(double radiusArcsec);

    /// <summary>dψ/dr: the deflection in arcseconds, towards the centre.</summary>
    double Slope(double radiusArcsec);

    /// <summary>d²ψ/dr² = 2κ - (dψ/dr)/r.</summary>
    double Curvature(double radiusArcsec);
}
