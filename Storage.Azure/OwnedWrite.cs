using Azure;
using Azure.Storage.Blobs.Models;
using LensGrains.Core.Ports;

namespace LensGrains.Storage.Azure;

/// <summary>
/// A write on a condition that is sent again until it is answered. Every try bears the same operation id, so that a refusal after a
/// try whose answer was lost can be told from a refusal by somebody else's write.
/// </summary>
internal static class OwnedWrite
{
    /// <summary>What <paramref name="send"/> gives, or null where the service refused it because the condition did not hold.</summary>
    /// <param name="tries">How often, and the waits between.</param>
    /// <param name="send">One try.</param>
    /// <param name="find">Looks for an earlier try's own doing after a refusal; null where it is not to be seen.</param>
    /// <exception cref="WriteFailedException">Whether it was written cannot be told.</exception>
    public static async Task<T?> SendAsync<T>(WriteTries tries, Func<Task<T>> send, Func<Task<T?>> find)
        where T : class
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                return await send().ConfigureAwait(false);
            }
            catch (RequestFailedException refused) when (IsRefused(refused))
            {
                return tried == 1 ? null : await FindAsync(find).ConfigureAwait(false) ?? throw Unknown(refused);
            }
            catch (Exception error) when (Transient.Is(error))
            {
                if (!await tries.WaitAsync(tried).ConfigureAwait(false))
                {
                    throw Unknown(error);
                }
            }
            catch (RequestFailedException error)
            {
                throw Unknown(error);
            }
        }
    }

    private static async Task<T?> FindAsync<T>(Func<Task<T?>> find)
        where T : class
    {
        try
        {
            return await find().ConfigureAwait(false);
        }
        catch (StorageUnavailableException error)
        {
            throw Unknown(error);
        }
    }

    private static bool IsRefused(RequestFailedException error) => Transient.IsRefused(error) || error.ErrorCode == BlobErrorCode.BlobNotFound;

    private static WriteFailedException Unknown(Exception cause) => new("Whether the write reached the storage account is unknown.", cause);
}
