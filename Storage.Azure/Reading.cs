using Azure;
using Azure.Storage.Blobs.Models;
using LensGrains.Core.Ports;

namespace LensGrains.Storage.Azure;

/// <summary>Reads whose failures callers of the ports understand.</summary>
internal static class Reading
{
    /// <summary>Runs <paramref name="read"/>; what the service cannot answer for now is a <see cref="StorageUnavailableException"/>.</summary>
    public static async Task<T> AskAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            throw new StorageUnavailableException(
                "The storage account has no containers of LensGrains. Make them, once, with: ./lens storage init --provider azure", missing);
        }
        catch (Exception error) when (IsUnavailable(error) && !cancellationToken.IsCancellationRequested)
        {
            throw new StorageUnavailableException("The storage account does not answer.", error);
        }
    }

    /// <summary>As <see cref="AskAsync"/>; null where the blob is absent.</summary>
    public static Task<T?> FindAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
        where T : class
        => AskAsync(
            async () =>
            {
                try
                {
                    return (T?)await read().ConfigureAwait(false);
                }
                catch (RequestFailedException absent) when (absent.ErrorCode == BlobErrorCode.BlobNotFound)
                {
                    return null;
                }
            },
            cancellationToken);

    private static bool IsUnavailable(Exception error) => error is RequestFailedException || Transient.Is(error);
}
