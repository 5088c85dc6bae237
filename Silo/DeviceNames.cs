using System.Text.RegularExpressions;
using LensGrains.Core.Devices;
using LensGrains.Grains.Devices;
using Microsoft.Extensions.Options;

namespace LensGrains.Silo;

/// <summary>Checks the names of a silo's devices, and finds them where none are named.</summary>
internal sealed partial class DeviceNames : IValidateOptions<SiloOptions>
{
    public ValidateOptionsResult Validate(string? name, SiloOptions options)
        => options.Devices.FirstOrDefault(d => !Known().IsMatch(d)) is { } unknown
            ? ValidateOptionsResult.Fail($"LensGrains:Silo:Devices: '{unknown}' is none of cpu, cuda, cuda:N.")
            : options.Devices.Distinct(StringComparer.Ordinal).Count() < options.Devices.Length
                ? ValidateOptionsResult.Fail("LensGrains:Silo:Devices names a device twice.")
                : ValidateOptionsResult.Success;

    /// <summary>
    /// The metadata of a silo that say what it has: <c>gpu</c>, or <c>none</c>; left out: whatever its devices are. A silo says it to its
    /// cluster; a process that is all in one keeps it to itself.
    /// </summary>
    public const string AcceleratorSetting = "LensGrains:Cluster:Metadata:accelerator";

    /// <summary>What this process computes on, and whether members that require an accelerator may come to it.</summary>
    public static SiloDevices DevicesOf(SiloOptions options, string? accelerator, ProcessRole role)
    {
        var devices = Of(options);
        return new SiloDevices(accelerator is null ? devices.Any(IsAccelerator) : accelerator == Gpu, devices, role.ToString().ToLowerInvariant())
        {
            KeepEvery = TimeSpan.FromSeconds(options.CheckpointSeconds),
        };
    }

    public const string Gpu = "gpu";

    private static bool IsAccelerator(string device) => device != DevicePlace.Processor;

    /// <summary>The devices of this process.</summary>
    public static IReadOnlyList<string> Of(SiloOptions options)
        => options.Devices is { Length: > 0 } named ? named
            : HasDriver() && torch.cuda.is_available() ? [.. Enumerable.Range(0, torch.cuda.device_count()).Select(n => $"cuda:{n}")]
            : [DevicePlace.Processor];

    // Without a driver there is nothing to ask the tensor library for, and loading it would only make the start slower.
    private static bool HasDriver() => !OperatingSystem.IsLinux() || File.Exists("/dev/nvidiactl") || File.Exists("/dev/dxg");

    [GeneratedRegex("^(cpu|cuda|cuda:[0-9]{1,2})$")]
    private static partial Regex Known();
}
