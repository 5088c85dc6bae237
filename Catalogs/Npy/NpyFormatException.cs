namespace LensGrains.Catalogs.Npy;

/// <summary>A file that is no readable <c>.npy</c> or <c>.npz</c>, with a stable reason for reports.</summary>
public sealed class NpyFormatException(string reason, string message) : FormatException(message)
{
    /// <summary>
    /// One of <c>not-npy</c>, <c>npy-version</c>, <c>npy-header</c>, <c>npy-object</c>, <c>npy-dtype</c>, <c>npy-shape</c>,
    /// <c>npy-truncated</c>, <c>npy-too-long</c>, <c>not-npz</c>, <c>npz-member</c>.
    /// </summary>
    public string Reason { get; } = reason;
}
