using System.Runtime.InteropServices;

namespace LensGrains.Learning.Training;

/// <summary>Why a training cannot go on, by name.</summary>
public enum TrainingFailureKind
{
    /// <summary>The loss or a gradient is not a number any more.</summary>
    Diverged,

    /// <summary>Not even a single sample fits into the device's memory.</summary>
    OutOfMemory,

    /// <summary>The device does not answer any more.</summary>
    DeviceLost,

    /// <summary>Too few images can be read to learn from.</summary>
    NoImages,
}

/// <summary>A training ended without a member; nothing of it may be used.</summary>
public sealed class TrainingFailedException(TrainingFailureKind kind, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Why.</summary>
    public TrainingFailureKind Kind => kind;
}

/// <summary>Tells what the tensor libraries throw apart; they say it in words alone.</summary>
internal static class DeviceFaults
{
    private static readonly string[] Memory = ["out of memory", "can't allocate memory", "cannot allocate memory", "not enough memory"];

    private static readonly string[] Lost =
        ["CUDA error: unspecified launch failure", "device-side assert", "CUDA-capable device", "cudaErrorDevicesUnavailable", "uncorrectable ECC", "no CUDA"];

    public static bool IsOutOfMemory(Exception e) => e is OutOfMemoryException || Says(e, Memory);

    public static bool IsDeviceLost(Exception e) => Says(e, Lost);

    private static bool Says(Exception e, string[] phrases)
        => e is ExternalException && Array.Exists(phrases, phrase => e.Message.Contains(phrase, StringComparison.OrdinalIgnoreCase));
}
