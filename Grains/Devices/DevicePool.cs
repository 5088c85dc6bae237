using LensGrains.Core.Devices;
using LensGrains.Learning.Jobs;

namespace LensGrains.Grains.Devices;

/// <summary>This silo's devices, for work that is done on them.</summary>
public sealed class DevicePool(ICluster cluster, SiloDevices devices, DeviceQueue queue, WorkInstruments instruments)
{
    public string Silo => cluster.Self;

    public DeviceQueue Queue => queue;

    /// <summary>Time between two checkpoints of a training.</summary>
    public TimeSpan KeepEvery => devices.KeepEvery;

    /// <summary>The device of this silo on which to work: the one asked for where it is one of this silo's.</summary>
    public DevicePlace PlaceFor(DevicePlace? asked) => new(Silo, devices.For(asked));

    public void Stepped(int steps) => instruments.Stepped(steps);

    public void Scored(int sources) => instruments.Scored(sources);
}
