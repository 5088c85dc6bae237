using LensGrains.Core.Ids;

namespace LensGrains.Catalogs.Storage;

/// <summary>Where a catalogue's files lie.</summary>
internal static class CatalogPaths
{
    public static string Head(CatalogId catalog) => $"catalogs/{catalog.Value}/catalog.json";

    public static string SegmentStem(CatalogId catalog, int segment, string hash) => $"catalogs/{catalog.Value}/rows/{segment:D6}-{hash}";

    public static string Embedding(CatalogId catalog, string set, int segment, string hash)
        => $"catalogs/{catalog.Value}/embeddings/{set}/{segment:D6}-{hash}.npy";

    /// <summary>What made a set: an encoder, a projection.</summary>
    public static string EmbeddingFile(CatalogId catalog, string set, string name, string hash)
        => $"catalogs/{catalog.Value}/embeddings/{set}/{name}-{hash}.safetensors";

    public static string Prior(CatalogId catalog, string set, string column, string hash)
        => $"catalogs/{catalog.Value}/priors/{set}/{column}-{hash}.npy";

    public static string Tombstones(CatalogId catalog, string hash) => $"catalogs/{catalog.Value}/tombstones/{hash}.npy";

    public static string IngestReport(CatalogId catalog, string job) => $"catalogs/{catalog.Value}/ingests/{job}/failures.csv";
}
