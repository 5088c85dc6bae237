namespace LensGrains.Catalogs.Storage;

/// <summary>Another writer committed to the catalogue first; nothing of this commit took effect. Start the job again.</summary>
public sealed class CatalogConflictException(string message) : Exception(message);
