namespace LensGrains.Core.Thresholds;

/// <summary>What is to be doubted about a fit or a threshold.</summary>
[Flags]
[GenerateSerializer, Alias("threshold-warnings")]
public enum ThresholdWarnings
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Values that are not finite were left out.</summary>
    DroppedNonFinite = 1,

    /// <summary>Fewer than two values: no fit.</summary>
    TooFewValues = 2,

    /// <summary>All values are equal: no fit.</summary>
    ConstantValues = 4,

    /// <summary>Both components describe the same values: the fit does not divide them.</summary>
    ComponentsCoincide = 8,

    /// <summary>The iteration limit came first.</summary>
    NotConverged = 16,

    /// <summary>The posteriors do not cross between the means; the midpoint stands in.</summary>
    NoCrossing = 32,

    /// <summary>A class has no score among those the rule uses.</summary>
    ClassMissing = 64,

    /// <summary>The rule that was asked for gave nothing; another one stands in.</summary>
    FellBack = 128,
}

/// <summary>One normal component.</summary>
/// <param name="Mean">In units of the scores.</param>
/// <param name="StandardDeviation">In units of the scores; the square includes the regularisation of 1e-6.</param>
/// <param name="Weight">Share of the mixture, 0 to 1.</param>
[GenerateSerializer, Immutable, Alias("mixture-component")]
public readonly record struct MixtureComponent(double Mean, double StandardDeviation, double Weight);

/// <summary>A fitted mixture of two normals in one dimension.</summary>
/// <param name="Low">The component with the smaller mean, or null without a fit.</param>
/// <param name="High">The component with the larger mean, or null without a fit.</param>
/// <param name="Midpoint">Plain mean of the two means; the value itself where all are equal; null without values.</param>
/// <param name="Crossing">Where both posteriors are 1/2, between the means; null where they do not cross there.</param>
/// <param name="MeanLogLikelihood">Per value, at the last expectation step; null without a fit.</param>
/// <param name="Iterations">Expectation-maximisation steps.</param>
/// <param name="Values">Finite values used.</param>
/// <param name="Warnings">What is to be doubted.</param>
[GenerateSerializer, Immutable, Alias("mixture-fit")]
public sealed record MixtureFit(
    MixtureComponent? Low,
    MixtureComponent? High,
    double? Midpoint,
    double? Crossing,
    double? MeanLogLikelihood,
    int Iterations,
    int Values,
    ThresholdWarnings Warnings)
{
    private const ThresholdWarnings Degenerate
        = ThresholdWarnings.TooFewValues | ThresholdWarnings.ConstantValues | ThresholdWarnings.ComponentsCoincide;

    /// <summary>True where the fit divides the values in two.</summary>
    public bool Divides => (Warnings & Degenerate) == 0;
}
