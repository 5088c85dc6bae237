namespace LensGrains.Cli.Simulation;

/// <summary>Which sky is simulated.</summary>
internal enum SkyKind
{
    /// <summary>Lenses of one galaxy each, among the commonest other sources.</summary>
    Survey,

    /// <summary>Every kind of lens, among every kind of false positive.</summary>
    Full,

    /// <summary>The painted pictures of another project's "realistic" set, for comparison.</summary>
    Realistic,
}
