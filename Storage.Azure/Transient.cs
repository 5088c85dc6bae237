using Azure;

namespace LensGrains.Storage.Azure;

/// <summary>Which failures of a request may be over the next time: the server's trouble, or an answer that never came.</summary>
internal static class Transient
{
    private const int NoAnswer = 0;

    /// <summary>Whether to try again. Whether the request took effect is unknown after any of them.</summary>
    public static bool Is(Exception error) => error switch
    {
        RequestFailedException failed => failed.Status is NoAnswer or 408 or 429 or 500 or 502 or 503 or 504,
        AggregateException several => several.InnerExceptions.All(Is),
        IOException or HttpRequestException or OperationCanceledException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether the service refused because a condition did not hold, or the blob was there already.</summary>
    public static bool IsRefused(RequestFailedException error)
        => error.Status == 412 || (error.Status == 409 && error.ErrorCode is "BlobAlreadyExists");
}
