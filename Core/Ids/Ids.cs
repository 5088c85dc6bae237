using System.Text.Json.Serialization;

namespace LensGrains.Core.Ids;

/// <summary>A campaign: one search for one kind of object. Matches <c>[a-z0-9][a-z0-9-]{0,62}</c>.</summary>
[GenerateSerializer, Immutable, Alias("campaign-id")]
[JsonConverter(typeof(StringIdConverter<CampaignId>))]
public readonly record struct CampaignId(string Value) : IStringId<CampaignId>
{
    public static CampaignId Create(string value) => new(Slug.Require(value, "campaign"));

    public override string ToString() => Value;
}

/// <summary>A catalogue: sources, thumbnails and embeddings, shared by campaigns. Matches <c>[a-z0-9][a-z0-9-]{0,62}</c>.</summary>
[GenerateSerializer, Immutable, Alias("catalog-id")]
[JsonConverter(typeof(StringIdConverter<CatalogId>))]
public readonly record struct CatalogId(string Value) : IStringId<CatalogId>
{
    public static CatalogId Create(string value) => new(Slug.Require(value, "catalog"));

    public override string ToString() => Value;
}

/// <summary>A person or program that labels, by opaque id. Matches <c>[a-z0-9][a-z0-9-]{0,62}</c>.</summary>
[GenerateSerializer, Immutable, Alias("annotator-id")]
[JsonConverter(typeof(StringIdConverter<AnnotatorId>))]
public readonly record struct AnnotatorId(string Value) : IStringId<AnnotatorId>
{
    public static AnnotatorId Create(string value) => new(Slug.Require(value, "annotator"));

    public override string ToString() => Value;
}

/// <summary>
/// A source as people and files name it: the manifest's id where that matches <c>[A-Za-z0-9.+-]{1,100}</c>,
/// else a slug of it plus ten hex digits of its hash.
/// </summary>
[GenerateSerializer, Immutable, Alias("source-id")]
[JsonConverter(typeof(StringIdConverter<SourceId>))]
public readonly record struct SourceId(string Value) : IStringId<SourceId>
{
    public static SourceId Create(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>A source's dense number in its catalogue, from 0, never reused. Its shard is the upper bits.</summary>
[GenerateSerializer, Immutable, Alias("ordinal")]
[JsonConverter(typeof(OrdinalConverter))]
public readonly record struct Ordinal(int Value) : IComparable<Ordinal>
{
    /// <summary>Sources per shard (and per pool).</summary>
    public const int ShardSize = 1 << 16;

    /// <summary>The pool that owns this source.</summary>
    public int Shard => Value >> 16;

    /// <summary>The row inside that pool, 0 to 65,535.</summary>
    public int Row => Value & (ShardSize - 1);

    public int CompareTo(Ordinal other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A page of one annotator: <c>{annotator}.{number}</c>, so that its owner can be read off it.</summary>
[GenerateSerializer, Immutable, Alias("page-id")]
[JsonConverter(typeof(StringIdConverter<PageId>))]
public readonly record struct PageId(string Value) : IStringId<PageId>
{
    public static PageId Create(string value) => new(value);

    public static PageId Of(AnnotatorId annotator, int number) => new($"{annotator.Value}.{number}");

    /// <summary>The annotator to whom the page was dealt, or null where the text is no page id.</summary>
    public AnnotatorId? Owner
    {
        get
        {
            var dot = Value.LastIndexOf('.');
            return dot > 0 && int.TryParse(Value.AsSpan(dot + 1), out _) && Slug.IsValid(Value[..dot]) ? new AnnotatorId(Value[..dot]) : null;
        }
    }

    public override string ToString() => Value;
}

/// <summary>The client's name for one operation: a retry under the same id has the same answer and no second effect.</summary>
[GenerateSerializer, Immutable, Alias("operation-id")]
[JsonConverter(typeof(StringIdConverter<OperationId>))]
public readonly record struct OperationId(string Value) : IStringId<OperationId>
{
    public static OperationId Create(string value) => new(value);

    public override string ToString() => Value;
}
