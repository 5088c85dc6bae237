using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;

namespace LensGrains.Catalogs.Ingest;

/// <summary>What to ingest into which catalogue.</summary>
/// <param name="Catalog">The catalogue; made where it does not exist.</param>
/// <param name="Input">Folder, manifest or embeddings.</param>
public sealed record IngestRequest(CatalogId Catalog, IngestInput Input)
{
    /// <summary>Name of the embedding set that features computed from images go to; null: compute none.</summary>
    public string? FeatureSet { get; init; } = "features";

    /// <summary>What to do with a name that the catalogue does not have.</summary>
    public UnknownNames UnknownNames { get; init; } = UnknownNames.Append;

    /// <summary>True to hash every file anew instead of trusting an unchanged length and time of last write.</summary>
    public bool RehashFiles { get; init; }
}

/// <summary>What to do with a name that the catalogue does not have.</summary>
public enum UnknownNames
{
    /// <summary>It becomes a new source.</summary>
    Append,

    /// <summary>It is left out and counted, as when images are joined to an existing catalogue of embeddings.</summary>
    Skip,
}

/// <summary>Where sources come from.</summary>
public abstract record IngestInput;

/// <summary>A folder of FITS, PNG, JPEG and TIFF files, with its subfolders.</summary>
public sealed record FolderInput(string Path) : IngestInput
{
    /// <summary>How files of one object are told from their names.</summary>
    public GroupingRule Grouping { get; init; } = new();

    /// <summary>True to ingest objects that lack a part; they are listed in either case.</summary>
    public bool KeepIncomplete { get; init; }
}

/// <summary>
/// A CSV (or tab-separated) file with a header: a name or id, <c>path</c> or <c>path_{band}</c> (with <c>hdu_{band}</c>), ra, dec, survey,
/// instrument, pixel scale, redshift, magnitude, <c>zeropoint_{band}</c>, <c>psf_{band}</c>, <c>skynoise_{band}</c>; any further column is kept.
/// Paths are relative to the file.
/// </summary>
public sealed record ManifestInput(string Path) : IngestInput;

/// <summary>Vectors by name.</summary>
/// <param name="Path">
/// An <c>.npz</c> with <c>embeddings</c> [n, d] and <c>names</c> [n], or an <c>.npy</c> [n, d].
/// </param>
public sealed record EmbeddingInput(string Path) : IngestInput
{
    /// <summary>For an <c>.npy</c>: a CSV with a column of names, or one name a line, in the order of the vectors.</summary>
    public string? NamesPath { get; init; }

    /// <summary>Name of the embedding set.</summary>
    public string Set { get; init; } = "imported";
}
