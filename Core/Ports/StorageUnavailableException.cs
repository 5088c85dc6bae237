namespace LensGrains.Core.Ports;

/// <summary>The storage could not be read for now: its server restarts, or cannot be reached. Asking again later helps.</summary>
[GenerateSerializer, Alias("storage-unavailable")]
public sealed class StorageUnavailableException : IOException
{
    public StorageUnavailableException(string message)
        : base(message)
    {
    }

    public StorageUnavailableException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
