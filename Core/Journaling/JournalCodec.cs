using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LensGrains.Core.Ports;

namespace LensGrains.Core.Journaling;

/// <summary>A journal holds an entry that this version cannot read. The grain refuses to activate rather than guess.</summary>
[GenerateSerializer, Alias("unknown-journal-entry-exception")]
public sealed class UnknownJournalEntryException(string type, int version)
    : Exception($"The journal holds an entry '{type}' of version {version}, which this version of LensGrains does not know.")
{
    [Id(0)]
    public string EntryType { get; } = type;

    [Id(1)]
    public int EntryVersion { get; } = version;
}

/// <summary>
/// Turns events into journal records and back. Every version ever written stays readable: an older body is lifted to the
/// newest layout by its upcasters, one version at a time.
/// </summary>
public sealed class JournalCodec<TEvent>
    where TEvent : class
{
    private readonly Dictionary<string, Entry> _byName = [];
    private readonly Dictionary<Type, Entry> _byType = [];

    /// <summary>Declares an event: its stable name, its layout, and how each older version becomes the next.</summary>
    public JournalCodec<TEvent> Add<T>(string name, JsonTypeInfo<T> layout, params Func<JsonObject, JsonObject>[] upcasters)
        where T : class, TEvent
    {
        var entry = new Entry(name, upcasters.Length + 1, layout, upcasters);
        _byName.Add(name, entry);
        _byType.Add(typeof(T), entry);
        return this;
    }

    public JournalRecord Encode(TEvent e)
    {
        var entry = _byType[e.GetType()];
        return new JournalRecord(entry.Name, entry.Version, JsonSerializer.SerializeToUtf8Bytes(e, entry.Layout));
    }

    /// <exception cref="UnknownJournalEntryException">The type or its version is not known here.</exception>
    public TEvent Decode(JournalRecord record)
    {
        if (!_byName.TryGetValue(record.Type, out var entry) || record.Version < 1 || record.Version > entry.Version)
        {
            throw new UnknownJournalEntryException(record.Type, record.Version);
        }

        if (record.Version == entry.Version)
        {
            return (TEvent)JsonSerializer.Deserialize(record.Body.Span, entry.Layout)!;
        }

        var body = JsonNode.Parse(record.Body.Span)!.AsObject();
        for (var version = record.Version; version < entry.Version; version++)
        {
            body = entry.Upcasters[version - 1](body);
        }

        return (TEvent)body.Deserialize(entry.Layout)!;
    }

    private sealed record Entry(string Name, int Version, JsonTypeInfo Layout, Func<JsonObject, JsonObject>[] Upcasters);
}
