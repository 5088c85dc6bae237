using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

/// <summary>The subset of TorchSharp's <c>torch</c> that the models of LensGrains use, over the distribution's libtorch.</summary>
public static partial class torch
{
    /// <summary>The version of libtorch that the shim was built against.</summary>
    public static unsafe string __version__ => NativeMethods.Text(NativeMethods.lg_version());

    /// <summary>Opens a scope that owns every tensor made on this thread until it closes.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Threads that one operator may use, for the calling thread and for threads that start later.</summary>
    public static int get_num_threads() => NativeMethods.lg_threads();

    /// <inheritdoc cref="get_num_threads"/>
    public static void set_num_threads(int num)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(num);
        NativeMethods.Check(NativeMethods.lg_set_threads(num));
    }

    /// <summary>Whether the calling thread records operations for backward.</summary>
    public static bool is_grad_enabled() => NativeMethods.lg_grad_enabled() != 0;

    /// <summary>Stops recording for backward on this thread until disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>Sets recording for backward on this thread until disposed.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    /// <summary>
    /// Lets convolutions and products of float32 run in <paramref name="dtype"/> on this thread until disposed; sums, norms and losses stay
    /// in float32, and so do weights and their gradients. TorchSharp has none.
    /// </summary>
    public static IDisposable autocast(DeviceType device_type, ScalarType dtype = ScalarType.BFloat16, bool enabled = true)
        => new Autocast(device_type, dtype, enabled);

    /// <summary>Seeds the default generators of all devices.</summary>
    public static void manual_seed(long seed) => NativeMethods.Check(NativeMethods.lg_manual_seed(seed));

    /// <summary>Refuses operators whose result depends on the order in which threads finish.</summary>
    public static void use_deterministic_algorithms(bool mode = true)
        => NativeMethods.Check(NativeMethods.lg_set_deterministic(mode ? 1 : 0));

    private sealed class Autocast : IDisposable
    {
        private readonly int _device;
        private readonly int _dtypeBefore;
        private readonly int _before;

        public Autocast(DeviceType device, ScalarType dtype, bool enabled)
        {
            _device = (int)device;
            _before = NativeMethods.lg_autocast(_device, out _dtypeBefore);
            NativeMethods.Check(_before);
            NativeMethods.Check(NativeMethods.lg_set_autocast(_device, enabled ? 1 : 0, (int)dtype));
        }

        public void Dispose() => NativeMethods.Check(NativeMethods.lg_set_autocast(_device, _before, _dtypeBefore));
    }

    private sealed class GradMode : IDisposable
    {
        private readonly int _before = NativeMethods.lg_grad_enabled();

        public GradMode(bool on) => NativeMethods.lg_set_grad_enabled(on ? 1 : 0);

        public void Dispose() => NativeMethods.lg_set_grad_enabled(_before);
    }
}
