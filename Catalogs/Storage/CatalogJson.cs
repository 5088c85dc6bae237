using System.Text.Json.Serialization;
using LensGrains.Catalogs.Ingest;
using LensGrains.Core.Catalogs;

namespace LensGrains.Catalogs.Storage;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(CatalogHead))]
[JsonSerializable(typeof(SourceRow))]
[JsonSerializable(typeof(SourceDraft))]
internal sealed partial class CatalogJson : JsonSerializerContext;
