using LensGrains.Core.Ids;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Catalogs;

internal static partial class CatalogLog
{
    [LoggerMessage(1601, LogLevel.Error, "Ingest {Job} into catalogue {Catalog} failed.")]
    public static partial void IngestFailed(ILogger log, Exception failed, CatalogId catalog, int job);
}
