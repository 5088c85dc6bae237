using System.Text.Json;
using LensGrains.Core.Ports;

namespace LensGrains.Silo;

/// <summary>
/// A cluster's membership in an <see cref="IGrainStateStore"/>, so that a cluster needs no storage of its own. Rows and version are one
/// document under one etag; signs of life are documents of their own, one a silo, so that they never contend with a change of membership
/// or with each other.
/// </summary>
/// <param name="store">Where the table is.</param>
/// <param name="clusterId">Which cluster's it is.</param>
public sealed class StateStoreMembershipTable(IGrainStateStore store, string clusterId) : IMembershipTable
{
    internal const string Kind = "membership";
    internal const string AliveKind = "membership-alive";

    private readonly string _key = Uri.EscapeDataString(clusterId);

    public async Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        if (tryInitTableVersion && await store.ReadAsync(Kind, _key) is null)
        {
            await store.WriteAsync(Kind, _key, MembershipDocument.Empty.ToBytes(), expectedEtag: null);
        }
    }

    public async Task<MembershipTableData> ReadAll()
    {
        var (document, etag) = await ReadDocumentAsync();
        var members = await Task.WhenAll(document.Rows.Select(ToMemberAsync));
        return new MembershipTableData([.. members], new TableVersion(document.Version, etag));
    }

    public async Task<MembershipTableData> ReadRow(SiloAddress key)
    {
        var (document, etag) = await ReadDocumentAsync();
        var version = new TableVersion(document.Version, etag);
        var silo = key.ToParsableString();
        return document.Rows.TryGetValue(silo, out var row)
            ? new MembershipTableData(await ToMemberAsync(new(silo, row)), version)
            : new MembershipTableData(version);
    }

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion)
        => WriteRowAsync(entry, tableVersion, found => found is null);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion)
        => WriteRowAsync(entry, tableVersion, found => found?.Etag == etag);

    /// <summary>Only the silo itself writes its sign of life, so the last word is its own.</summary>
    public async Task UpdateIAmAlive(MembershipEntry entry)
    {
        var key = AliveKeyOf(entry.SiloAddress.ToParsableString());
        var at = new DateTimeOffset(DateTime.SpecifyKind(entry.IAmAliveTime, DateTimeKind.Utc));
        var body = JsonSerializer.SerializeToUtf8Bytes(at, MembershipJson.Default.DateTimeOffset);
        string? etag = null;
        while (etag is null)
        {
            etag = await store.WriteAsync(AliveKind, key, body, (await store.ReadAsync(AliveKind, key))?.Etag);
        }
    }

    public async Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate)
    {
        var isDone = false;
        while (!isDone)
        {
            var (document, etag) = await ReadDocumentAsync();
            var entries = (await Task.WhenAll(document.Rows.Select(ToMemberAsync))).Select(m => m.Item1);
            var defunct = entries
                .Where(e => e.Status != SiloStatus.Active && new DateTimeOffset(e.IAmAliveTime) < beforeDate)
                .Select(e => e.SiloAddress.ToParsableString()).ToArray();
            isDone = defunct.Length == 0
                || await store.WriteAsync(Kind, _key, (document with { Rows = document.Rows.RemoveRange(defunct) }).ToBytes(), etag) is not null;
            await ForgetAliveAsync(isDone ? defunct : []);
        }
    }

    public async Task DeleteMembershipTableEntries(string clusterId)
    {
        if (Uri.EscapeDataString(clusterId) == _key && await store.ReadAsync(Kind, _key) is { } stored)
        {
            await store.ClearAsync(Kind, _key, stored.Etag);
            await ForgetAliveAsync(MembershipDocument.Parse(stored.Body.Span).Rows.Keys);
        }
    }

    private async Task<bool> WriteRowAsync(MembershipEntry entry, TableVersion next, Func<MembershipRow?, bool> isExpected)
    {
        var (document, etag) = await ReadDocumentAsync();
        var silo = entry.SiloAddress.ToParsableString();
        if (etag != next.VersionEtag || next.Version <= document.Version || !isExpected(document.Rows.GetValueOrDefault(silo)))
        {
            return false;
        }

        var written = new MembershipDocument(next.Version, document.Rows.SetItem(silo, MembershipRow.From(entry, next.Version)));
        return await store.WriteAsync(Kind, _key, written.ToBytes(), etag) is not null;
    }

    /// <exception cref="InvalidOperationException">Nobody has made the table.</exception>
    private async Task<(MembershipDocument Document, string Etag)> ReadDocumentAsync()
        => await store.ReadAsync(Kind, _key) is { } stored
            ? (MembershipDocument.Parse(stored.Body.Span), stored.Etag)
            : throw new InvalidOperationException($"The cluster '{clusterId}' has no membership table in this storage.");

    private async Task<Tuple<MembershipEntry, string>> ToMemberAsync(KeyValuePair<string, MembershipRow> row)
    {
        var alive = await store.ReadAsync(AliveKind, AliveKeyOf(row.Key));
        var at = alive is { } stored ? JsonSerializer.Deserialize(stored.Body.Span, MembershipJson.Default.DateTimeOffset) : (DateTimeOffset?)null;
        return Tuple.Create(row.Value.ToEntry(row.Key, at), row.Value.Etag);
    }

    private async Task ForgetAliveAsync(IEnumerable<string> silos)
    {
        foreach (var key in silos.Select(AliveKeyOf))
        {
            if (await store.ReadAsync(AliveKind, key) is { } stored)
            {
                await store.ClearAsync(AliveKind, key, stored.Etag);
            }
        }
    }

    private string AliveKeyOf(string silo) => $"{_key}/{Uri.EscapeDataString(silo)}";
}
