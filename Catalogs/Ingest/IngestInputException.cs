namespace LensGrains.Catalogs.Ingest;

/// <summary>The input as a whole cannot be ingested: the job fails and the catalogue stays as it is.</summary>
public sealed class IngestInputException(string reason, string message) : Exception(message)
{
    /// <summary>Stable code, such as <c>manifest-no-name</c>, <c>folder-not-found</c>, <c>embedding-dimension</c> or a reason of the array reader.</summary>
    public string Reason { get; } = reason;
}
