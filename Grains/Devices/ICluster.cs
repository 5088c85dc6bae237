using LensGrains.Core.Devices;

namespace LensGrains.Grains.Devices;

/// <summary>What grains need to know of the cluster that they live in: who is in it, and how to have a grain placed where its work belongs.</summary>
public interface ICluster
{
    /// <summary>This silo, as the cluster tells it from all others.</summary>
    string Self { get; }

    /// <summary>This silo's name, for people.</summary>
    string Name { get; }

    /// <summary>The silos that live, as far as this one knows.</summary>
    IReadOnlySet<string> Silos();

    /// <summary>
    /// Makes a grain call; where the grain has no activation yet, it gets one as <paramref name="wish"/> says. Null where the grain could
    /// not be placed or reached: what was asked may or may not have been done.
    /// </summary>
    Task<T?> CallAsync<T>(PlacementWish wish, Func<Task<T>> call)
        where T : class;
}

/// <summary>Where a grain that does a device's work shall be placed.</summary>
/// <param name="Use">What its campaign asks of the silo.</param>
/// <param name="Silo">The silo that shall have it; null: any that <paramref name="Use"/> allows.</param>
public sealed record PlacementWish(AcceleratorUse Use, string? Silo);
