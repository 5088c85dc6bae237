using System.Globalization;

namespace LensGrains.Tensors;

public static partial class torch
{
    /// <summary>A device and its number: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</summary>
    public class Device
    {
        public Device(string description)
        {
            ArgumentException.ThrowIfNullOrEmpty(description);
            var parts = description.Split(':');
            type = parts[0].ToLowerInvariant() switch
            {
                "cpu" => DeviceType.CPU,
                "cuda" => DeviceType.CUDA,
                _ => throw new ArgumentException($"Unknown device '{description}': cpu, cuda or cuda:N."),
            };
            index = parts.Length > 1 ? int.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture) : -1;
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public DeviceType type { get; }

        /// <summary>The number of the device among its kind; -1: the current one.</summary>
        public int index { get; }

        public override string ToString()
        {
            var name = type == DeviceType.CPU ? "cpu" : "cuda";
            return index < 0 ? name : $"{name}:{index.ToString(CultureInfo.InvariantCulture)}";
        }

        public static implicit operator Device(string description) => new(description);
    }

    public static readonly Device CPU = new(DeviceType.CPU);

    public static Device CUDA => new(DeviceType.CUDA);

    public static Device device(string description) => new(description);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    /// <summary>What the linked libtorch can do on NVIDIA devices: nothing, in Debian's build.</summary>
    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => Native.NativeMethods.lg_cuda_devices();
    }
}
