namespace LensGrains.Core.Ports;

/// <summary>
/// The storage could not make a write durable: a full disk, a failed sync. Whether it took effect is unknown until the journal or
/// the state has been read again.
/// </summary>
[GenerateSerializer, Alias("write-failed")]
public sealed class WriteFailedException : IOException
{
    public WriteFailedException(string message)
        : base(message)
    {
    }

    public WriteFailedException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
