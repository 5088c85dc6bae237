using System.Text.Json;
using System.Text.Json.Serialization;
using LensGrains.Core.Ports;

namespace LensGrains.Silo;

/// <summary>Reminders in an <see cref="IGrainStateStore"/>, laid out as the embedded host keeps them.</summary>
public sealed class StateStoreReminderTable(IGrainStateStore store) : IReminderTable
{
    private const string Kind = "reminder";

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task<ReminderTableData> ReadRows(GrainId grainId) => ReadAsync(PrefixOf(grainId), _ => true);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => ReadAsync(
        prefix: "",
        entry => entry.GrainId.GetUniformHashCode() is var hash && (begin < end ? hash > begin && hash <= end : hash > begin || hash <= end));

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => await ReadAsync(KeyOf(grainId, reminderName));

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        var (key, body) = (KeyOf(entry.GrainId, entry.ReminderName), Row.From(entry).ToBytes());
        string? etag = null;
        while (etag is null)
        {
            etag = await store.WriteAsync(Kind, key, body, (await store.ReadAsync(Kind, key))?.Etag);
        }

        return etag;
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => store.ClearAsync(Kind, KeyOf(grainId, reminderName), eTag);

    public async Task TestOnlyClearTable()
    {
        foreach (var entry in (await ReadAsync(prefix: "", _ => true)).Reminders)
        {
            await RemoveRow(entry.GrainId, entry.ReminderName, entry.ETag!);
        }
    }

    private static string PrefixOf(GrainId grain) => $"{grain.Type}/{Uri.EscapeDataString(grain.Key.ToString()!)}/";

    private static string KeyOf(GrainId grain, string name) => PrefixOf(grain) + Uri.EscapeDataString(name);

    private async Task<ReminderTableData> ReadAsync(string prefix, Func<ReminderEntry, bool> isWanted)
    {
        var entries = new List<ReminderEntry>();
        await foreach (var key in store.ListAsync(Kind, prefix))
        {
            if (await ReadAsync(key) is { } entry && isWanted(entry))
            {
                entries.Add(entry);
            }
        }

        return new ReminderTableData(entries);
    }

    private async Task<ReminderEntry?> ReadAsync(string key)
        => await store.ReadAsync(Kind, key) is { } stored ? Row.Parse(stored.Body.Span).ToEntry(stored.Etag) : null;

    /// <summary>A reminder as stored; the names are the layout.</summary>
    internal sealed record Row(string GrainType, string GrainKey, string Name, DateTimeOffset FirstTick, long PeriodMilliseconds)
    {
        public static Row From(ReminderEntry entry) => new(
            entry.GrainId.Type.ToString()!,
            entry.GrainId.Key.ToString()!,
            entry.ReminderName,
            new DateTimeOffset(DateTime.SpecifyKind(entry.StartAt, DateTimeKind.Utc)),
            (long)entry.Period.TotalMilliseconds);

        public static Row Parse(ReadOnlySpan<byte> body) => JsonSerializer.Deserialize(body, ReminderRowJson.Default.Row)!;

        public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ReminderRowJson.Default.Row);

        public ReminderEntry ToEntry(string etag) => new()
        {
            GrainId = GrainId.Create(GrainType, GrainKey),
            ReminderName = Name,
            StartAt = FirstTick.UtcDateTime,
            Period = TimeSpan.FromMilliseconds(PeriodMilliseconds),
            ETag = etag,
        };
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StateStoreReminderTable.Row))]
internal sealed partial class ReminderRowJson : JsonSerializerContext;
