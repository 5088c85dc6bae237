namespace LensGrains.Catalogs.Ingest;

/// <summary>The sources of one input, sorted by name (ordinal).</summary>
internal interface ISourceListing : IDisposable
{
    /// <summary>How many sources <see cref="InNameOrder"/> gives.</summary>
    int Count { get; }

    /// <summary>What was left out already.</summary>
    IReadOnlyList<IngestFailure> Failures { get; }

    /// <summary>The set that the input's vectors go to, or null where it has none.</summary>
    Storage.EmbeddingTarget? Embedding { get; }

    IEnumerable<SourceDraft> InNameOrder();

    /// <summary>Reads the vector of a draft [d]; safe from many threads.</summary>
    void ReadVector(int row, Span<float> values);
}
