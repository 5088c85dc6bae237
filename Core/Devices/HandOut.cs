namespace LensGrains.Core.Devices;

/// <summary>A piece of a round's work that a device has.</summary>
/// <param name="Work">Number of the piece: a member's serial, or a shard.</param>
/// <param name="Place">The device.</param>
/// <param name="IsRunning">False while it waits in the device's queue.</param>
public sealed record WorkInHand(int Work, DevicePlace Place, bool IsRunning);

/// <summary>A piece of work and the device that shall have it.</summary>
public sealed record WorkGiven(int Work, DevicePlace Place);

/// <summary>What a round does next about its work.</summary>
/// <param name="Lost">Pieces whose silo is gone; they are given again.</param>
/// <param name="Give">Pieces for devices that have none of this round's.</param>
/// <param name="TakeBack">Pieces that wait in a queue while a device that could have them is idle.</param>
public sealed record HandOutDecision(IReadOnlyList<int> Lost, IReadOnlyList<WorkGiven> Give, IReadOnlyList<int> TakeBack);

/// <summary>
/// Which device gets which piece of a round's work. A device has at most one piece of a round at a time, so that what is left goes to
/// whichever is free next, one that joins in the middle of the round included.
/// </summary>
public static class HandOut
{
    /// <summary>The devices on which members may train; empty where the policy has to wait.</summary>
    public static IReadOnlyList<DeviceLoad> ForTraining(IReadOnlyCollection<DeviceLoad> devices, AcceleratorUse use)
    {
        var accelerated = devices.Where(d => d.HasAccelerator).ToArray();
        return use switch
        {
            AcceleratorUse.Require => accelerated,
            AcceleratorUse.None => Processors(devices),
            _ => accelerated.Length > 0 ? accelerated : [.. devices],
        };
    }

    /// <summary>The devices on which shards may be scored: any, unless the policy keeps to processors.</summary>
    public static IReadOnlyList<DeviceLoad> ForScoring(IReadOnlyCollection<DeviceLoad> devices, AcceleratorUse use)
        => use == AcceleratorUse.None ? Processors(devices) : [.. devices];

    /// <param name="waiting">Pieces that no device has, in the order in which they are wanted.</param>
    /// <param name="inHand">Pieces that devices have.</param>
    /// <param name="silos">Silos that live.</param>
    /// <param name="devices">Devices that may do this work.</param>
    public static HandOutDecision Decide(
        IEnumerable<int> waiting, IReadOnlyCollection<WorkInHand> inHand, IReadOnlySet<string> silos, IEnumerable<DeviceLoad> devices)
    {
        var lost = inHand.Where(w => !silos.Contains(w.Place.Silo)).ToArray();
        var taken = inHand.Except(lost).Select(w => w.Place).ToHashSet();
        var free = devices.Where(d => !taken.Contains(d.Place))
            .OrderBy(d => d.OthersJobs).ThenByDescending(d => d.HasAccelerator)
            .ThenBy(d => d.Place.Silo, StringComparer.Ordinal).ThenBy(d => d.Place.Device, StringComparer.Ordinal).ToArray();
        var give = lost.Select(w => w.Work).Order().Concat(waiting).Zip(free, (work, device) => new WorkGiven(work, device.Place)).ToArray();
        var idle = free.Skip(give.Length).Count(d => d.OthersJobs == 0);
        var stuck = inHand.Except(lost).Where(w => !w.IsRunning).Select(w => w.Work).Order();
        return new HandOutDecision([.. lost.Select(w => w.Work)], give, [.. stuck.Take(idle)]);
    }

    private static IReadOnlyList<DeviceLoad> Processors(IReadOnlyCollection<DeviceLoad> devices)
    {
        var plain = devices.Where(d => !d.HasAccelerator).ToArray();
        return plain.Length > 0
            ? plain
            : [.. devices.Select(d => d with { Place = d.Place with { Device = DevicePlace.Processor } }).DistinctBy(d => d.Place)];
    }
}
