using System.Text.RegularExpressions;
using LensGrains.Core.Devices;
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
