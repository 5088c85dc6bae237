using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LensGrains.Silo;

/// <summary>The membership table as it is stored: all rows and the table's version in one document, so that one etag fences both.</summary>
/// <param name="Version">The table's version; it never falls.</param>
/// <param name="Rows">Members, by their parsable address.</param>
internal sealed record MembershipDocument(int Version, ImmutableSortedDictionary<string, MembershipRow> Rows)
{
    public static MembershipDocument Empty { get; } = new(0, ImmutableSortedDictionary.Create<string, MembershipRow>(StringComparer.Ordinal));

    public static MembershipDocument Parse(ReadOnlySpan<byte> body) => JsonSerializer.Deserialize(body, MembershipJson.Default.MembershipDocument)!;

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, MembershipJson.Default.MembershipDocument);
}

/// <summary>One silo of the table.</summary>
/// <param name="WrittenAt">The table's version that wrote the row: its etag.</param>
internal sealed record MembershipRow(
    int WrittenAt,
    string Status,
    int ProxyPort,
    string? HostName,
    string? SiloName,
    string? RoleName,
    int UpdateZone,
    int FaultZone,
    DateTimeOffset StartTime,
    DateTimeOffset IAmAliveTime,
    IReadOnlyList<MembershipSuspicion> Suspicions)
{
    [JsonIgnore]
    public bool IsActive => Status == nameof(SiloStatus.Active);

    [JsonIgnore]
    public string Etag => WrittenAt.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static MembershipRow From(MembershipEntry entry, int writtenAt) => new(
        writtenAt,
        entry.Status.ToString(),
        entry.ProxyPort,
        entry.HostName,
        entry.SiloName,
        entry.RoleName,
        entry.UpdateZone,
        entry.FaultZone,
        Utc(entry.StartTime),
        Utc(entry.IAmAliveTime),
        [.. (entry.SuspectTimes ?? []).Select(s => new MembershipSuspicion(s.Item1.ToParsableString(), Utc(s.Item2)))]);

    /// <param name="silo">The row's parsable address.</param>
    /// <param name="alive">When the silo last said that it is alive, where it has said so.</param>
    public MembershipEntry ToEntry(string silo, DateTimeOffset? alive) => new()
    {
        SiloAddress = SiloAddress.FromParsableString(silo),
        Status = Enum.Parse<SiloStatus>(Status),
        ProxyPort = ProxyPort,
        HostName = HostName!,
        SiloName = SiloName!,
        RoleName = RoleName,
        UpdateZone = UpdateZone,
        FaultZone = FaultZone,
        StartTime = StartTime.UtcDateTime,
        IAmAliveTime = (alive > IAmAliveTime ? alive.Value : IAmAliveTime).UtcDateTime,
        SuspectTimes = [.. Suspicions.Select(s => Tuple.Create(SiloAddress.FromParsableString(s.By), s.At.UtcDateTime))],
    };

    /// <summary>The platform's times are in UTC, whatever kind they carry.</summary>
    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}

/// <summary>A silo that takes another for dead.</summary>
internal sealed record MembershipSuspicion(string By, DateTimeOffset At);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(MembershipDocument))]
[JsonSerializable(typeof(DateTimeOffset))]
internal sealed partial class MembershipJson : JsonSerializerContext;
