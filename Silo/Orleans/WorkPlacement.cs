using LensGrains.Core.Devices;
using LensGrains.Grains.Devices;
using Orleans.Placement;
using Orleans.Runtime.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace LensGrains.Silo;

/// <summary>
/// Marks grains that do a device's work: they are placed where the call that needs them wishes, see <see cref="WorkPlacementDirector"/>.
/// </summary>
public sealed class WorkPlacement : PlacementFilterStrategy
{
    public WorkPlacement()
        : base(order: 1)
    {
    }
}

/// <summary>
/// Leaves the silo that a call names, else those whose metadata have the accelerator that its campaign asks for. Of a call that says
/// nothing the accelerator is preferred. Nothing is left where one is required and no silo has it.
/// </summary>
public sealed class WorkPlacementDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    /// <summary>Key of the silo in a call's context.</summary>
    public const string SiloKey = "lensgrains.silo";

    /// <summary>Key of the <see cref="AcceleratorUse"/> in a call's context.</summary>
    public const string UseKey = "lensgrains.accelerator";

    /// <summary>The metadata that say what a silo has.</summary>
    public const string Accelerator = "accelerator";

    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var known = silos.ToArray();
        if (ValueOf(target, SiloKey) is { } wanted && Array.Find(known, s => s.ToParsableString() == wanted) is { } found)
        {
            return [found];
        }

        var use = Enum.TryParse<AcceleratorUse>(ValueOf(target, UseKey), out var said) ? said : AcceleratorUse.Prefer;
        var fitting = known.Where(s => HasAccelerator(s) == (use != AcceleratorUse.None)).ToArray();
        return fitting.Length > 0 || use == AcceleratorUse.Require ? fitting : known;
    }

    private static string? ValueOf(PlacementTarget target, string key)
        => target.RequestContextData is { } data && data.TryGetValue(key, out var value) ? value as string : null;

    private bool HasAccelerator(SiloAddress silo)
        => metadata.GetSiloMetadata(silo).Metadata.TryGetValue(Accelerator, out var value) && value == DeviceNames.Gpu;
}
