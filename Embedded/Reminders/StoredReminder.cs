using System.Text.Json;
using System.Text.Json.Serialization;

namespace LensGrains.Embedded;

/// <summary>A reminder as stored.</summary>
/// <param name="GrainType">Name of the grain's type.</param>
/// <param name="GrainKey">The grain's key.</param>
/// <param name="Name">The reminder's name.</param>
/// <param name="FirstTick">When it ticks first.</param>
/// <param name="PeriodMilliseconds">Time between ticks.</param>
internal sealed record StoredReminder(string GrainType, string GrainKey, string Name, DateTimeOffset FirstTick, long PeriodMilliseconds)
    : IGrainReminder
{
    /// <summary>The kind under which reminders are stored.</summary>
    public const string Kind = "reminder";

    [JsonIgnore]
    public GrainId Grain => new(GrainType, GrainKey);

    [JsonIgnore]
    public TimeSpan Period => TimeSpan.FromMilliseconds(PeriodMilliseconds);

    [JsonIgnore]
    public string StoreKey => KeyOf(Grain, Name);

    string IGrainReminder.ReminderName => Name;

    public static string PrefixOf(GrainId grain) => $"{grain.Type}/{Uri.EscapeDataString(grain.Key)}/";

    public static string KeyOf(GrainId grain, string name) => PrefixOf(grain) + Uri.EscapeDataString(name);

    public static StoredReminder Parse(ReadOnlySpan<byte> body) => JsonSerializer.Deserialize(body, StoredReminderJson.Default.StoredReminder)!;

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, StoredReminderJson.Default.StoredReminder);

    /// <summary>The first tick that is not before <paramref name="now"/>.</summary>
    public DateTimeOffset NextTick(DateTimeOffset now)
    {
        if (now <= FirstTick)
        {
            return FirstTick;
        }

        var periods = (now - FirstTick).Ticks / Period.Ticks;
        var tick = FirstTick + (periods * Period);
        return tick < now ? tick + Period : tick;
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StoredReminder))]
internal sealed partial class StoredReminderJson : JsonSerializerContext;
