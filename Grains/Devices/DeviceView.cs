using LensGrains.Core.Devices;
using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Devices;

namespace LensGrains.Grains.Devices;

/// <summary>The cluster's devices as one round sees them.</summary>
/// <param name="Silos">Silos that live.</param>
/// <param name="Devices">Their devices.</param>
/// <param name="IsWhole">False while a silo that lives has not said what it has.</param>
internal sealed record DeviceView(IReadOnlySet<string> Silos, IReadOnlyList<DeviceLoad> Devices, bool IsWhole)
{
    public static async Task<DeviceView> ReadAsync(
        IGrainFactory grains, ICluster cluster, CampaignId campaign, int round, CancellationToken cancellationToken)
    {
        var reports = await grains.GetGrain<IDevicesGrain>(GrainKeys.Devices).List(cancellationToken);
        return Of(reports, cluster.Silos(), campaign, round);
    }

    public static DeviceView Of(IReadOnlyList<SiloReport> reports, IReadOnlySet<string> silos, CampaignId campaign, int round)
    {
        var alive = reports.Where(r => silos.Contains(r.Silo)).ToArray();
        var loads = alive.SelectMany(silo => silo.Devices.Where(device => IsForWork(device, silo)).Select(device => new DeviceLoad(
            new DevicePlace(silo.Silo, device.Device),
            silo.HasAccelerator,
            device.Jobs.Count(job => job.Campaign != campaign.Value || job.Round != round))));
        return new DeviceView(silos, [.. loads], alive.Length == silos.Count);
    }

    // A silo with accelerators may show its processor too, while something runs there; it is no place for more.
    private static bool IsForWork(DeviceReport device, SiloReport silo) => device.Device != DevicePlace.Processor || silo.Devices.Count == 1;
}
