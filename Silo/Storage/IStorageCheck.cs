namespace LensGrains.Silo;

/// <summary>Says before a silo starts whether a provider is there and as this program needs it. Registered under its <see cref="StorageProvider"/>.</summary>
internal interface IStorageCheck
{
    /// <exception cref="LensGrains.Storage.StorageLayoutException">It is not; the message says what an operator does about it.</exception>
    /// <exception cref="LensGrains.Core.Ports.StorageUnavailableException">It cannot be reached.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
