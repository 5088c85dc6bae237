using System.Net;
using LensGrains.Core.Ports;
using LensGrains.Silo;
using LensGrains.Storage;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace LensGrains.Tests.Cluster;

/// <summary>What the platform demands of a membership table, asked of the one in the product's own storage.</summary>
public sealed class StateStoreMembershipTests : IAsyncLifetime
{
    private static readonly DateTime Now = new(2026, 11, 22, 10, 0, 0, DateTimeKind.Utc);
    private readonly SqliteStore _store = new(new() { Path = Path.Combine(TestFiles.NewFolder("membership"), "grains.db") });
    private readonly StateStoreMembershipTable _table;
    private int _ports = 11_000;

    public StateStoreMembershipTests() => _table = new StateStoreMembershipTable(_store, "test");

    public Task InitializeAsync() => _table.InitializeMembershipTable(tryInitTableVersion: true);

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task ReadAll_WhenNobodyHasJoined_IsEmptyAtVersion0()
    {
        await _table.InitializeMembershipTable(tryInitTableVersion: true);

        var read = await _table.ReadAll();

        Assert.Empty(read.Members);
        Assert.Equal(0, read.Version.Version);
        Assert.NotEmpty(read.Version.VersionEtag);
    }

    [Fact]
    public async Task InsertRow_WhenTheRowIsThereOrTheVersionIsOld_ChangesNothing()
    {
        var (entry, first) = (Entry(), (await _table.ReadAll()).Version.Next());
        Assert.True(await _table.InsertRow(entry, first));

        Assert.False(await _table.InsertRow(entry, first));
        Assert.False(await _table.InsertRow(Entry(), first));
        Assert.False(await _table.InsertRow(entry, (await _table.ReadAll()).Version.Next()));

        var read = await _table.ReadRow(entry.SiloAddress);
        Assert.Equal(entry.ToFullString(), Assert.Single(read.Members).Item1.ToFullString());
        Assert.Equal(1, read.Version.Version);
        Assert.NotEqual(first.VersionEtag, read.Version.VersionEtag);
    }

    [Fact]
    public async Task UpdateRow_WhenRowOrTableWasWrittenSince_ChangesNothing()
    {
        var entry = Entry();
        await InsertAsync(entry);
        var before = await _table.ReadAll();
        entry.Status = SiloStatus.Active;
        entry.AddSuspector(Entry().SiloAddress, Now);
        var etag = before.TryGet(entry.SiloAddress)!.Item2;

        Assert.False(await _table.UpdateRow(entry, "another", before.Version.Next()));
        Assert.False(await _table.UpdateRow(Entry(), etag, before.Version.Next()));
        Assert.True(await _table.UpdateRow(entry, etag, before.Version.Next()));
        Assert.False(await _table.UpdateRow(entry, etag, before.Version.Next()));
        Assert.False(await _table.UpdateRow(entry, etag, (await _table.ReadAll()).Version.Next()));

        var after = await _table.ReadAll();
        Assert.Equal(entry.ToFullString(), after.TryGet(entry.SiloAddress)!.Item1.ToFullString());
        Assert.Equal(2, after.Version.Version);
    }

    [Fact]
    public async Task UpdateRow_WhenManyWriteAtOnce_CountsEachOnce()
    {
        var entry = Entry();
        await InsertAsync(entry);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            var isDone = false;
            while (!isDone)
            {
                var read = await _table.ReadAll();
                var (found, etag) = read.TryGet(entry.SiloAddress)!;
                isDone = await _table.UpdateRow(found, etag, read.Version.Next());
            }
        }));

        Assert.Equal(17, (await _table.ReadAll()).Version.Version);
    }

    [Fact]
    public async Task InsertRow_WhenManyJoinAtOnce_LosesNone()
    {
        var entries = Enumerable.Range(0, 16).Select(_ => Entry()).ToArray();

        await Task.WhenAll(entries.Select(InsertAsync));

        var read = await _table.ReadAll();
        Assert.Equal(entries.Select(e => e.SiloAddress).ToHashSet(), read.Members.Select(m => m.Item1.SiloAddress).ToHashSet());
        Assert.Equal(16, read.Version.Version);
    }

    [Fact]
    public async Task UpdateIAmAlive_WhenMembersChange_NeitherDisturbsThemNorIsLost()
    {
        var entry = Entry();
        await InsertAsync(entry);
        var before = await _table.ReadAll();

        await _table.UpdateIAmAlive(new MembershipEntry { SiloAddress = entry.SiloAddress, IAmAliveTime = Now.AddMinutes(5) });
        Assert.True(await _table.UpdateRow(entry, before.TryGet(entry.SiloAddress)!.Item2, before.Version.Next()));

        var read = await _table.ReadAll();
        Assert.Equal(Now.AddMinutes(5), Assert.Single(read.Members).Item1.IAmAliveTime);
        Assert.Equal(2, read.Version.Version);
    }

    [Fact]
    public async Task CleanupDefunctSiloEntries_WhenSilosAreLongGone_KeepsTheActiveAndTheRecent()
    {
        var recent = Entry();
        await InsertAsync(recent);
        foreach (var status in Enum.GetValues<SiloStatus>())
        {
            await InsertAsync(Entry(status, Now.AddDays(-10)));
        }

        var heard = Entry(SiloStatus.Dead, Now.AddDays(-10));
        await InsertAsync(heard);
        await _table.UpdateIAmAlive(new MembershipEntry { SiloAddress = heard.SiloAddress, IAmAliveTime = Now });
        var version = (await _table.ReadAll()).Version.Version;

        await _table.CleanupDefunctSiloEntries(Now.AddDays(-7));

        var left = await _table.ReadAll();
        Assert.Equal(3, left.Members.Count);
        Assert.All(left.Members, m => Assert.True(m.Item1.Status == SiloStatus.Active || m.Item1.IAmAliveTime == Now));
        Assert.Equal(version, left.Version.Version);
    }

    [Fact]
    public async Task DeleteMembershipTableEntries_WhenItIsAnotherCluster_LeavesThisOneAlone()
    {
        var entry = Entry();
        await InsertAsync(entry);
        await _table.UpdateIAmAlive(entry);

        await _table.DeleteMembershipTableEntries("another");
        Assert.Single((await _table.ReadAll()).Members);
        await _table.DeleteMembershipTableEntries("test");

        await Assert.ThrowsAsync<InvalidOperationException>(_table.ReadAll);
        Assert.Empty(await ((IGrainStateStore)_store).ListAsync(StateStoreMembershipTable.AliveKind).ToListAsync());
    }

    [Fact]
    public async Task GetGateways_WhenSilosDiffer_NamesActiveOnesWithAGatewayPort()
    {
        var gateways = new StateStoreGateways(_store, Options.Create(new ClusterOptions { ClusterId = "test" }), Options.Create(new GatewayOptions()));
        var (active, closed) = (Entry(SiloStatus.Active), Entry(SiloStatus.Active));
        closed.ProxyPort = 0;
        foreach (var entry in new[] { Entry(), active, closed, Entry(SiloStatus.Dead) })
        {
            await InsertAsync(entry);
        }

        var found = await gateways.GetGateways();
        var nowhere = new StateStoreGateways(_store, Options.Create(new ClusterOptions { ClusterId = "new" }), Options.Create(new GatewayOptions()));

        var silo = active.SiloAddress;
        Assert.Equal(SiloAddress.New(silo.Endpoint.Address, active.ProxyPort, silo.Generation).ToGatewayUri(), Assert.Single(found));
        Assert.Empty(await nowhere.GetGateways());
    }

    private MembershipEntry Entry(SiloStatus status = SiloStatus.Joining, DateTime? at = null)
    {
        var port = Interlocked.Increment(ref _ports);
        return new MembershipEntry
        {
            SiloAddress = SiloAddress.New(IPAddress.Loopback, port, port),
            HostName = "host",
            SiloName = $"silo-{port}",
            RoleName = "role",
            Status = status,
            ProxyPort = port + 10_000,
            StartTime = at ?? Now,
            IAmAliveTime = at ?? Now,
            SuspectTimes = [],
        };
    }

    private async Task InsertAsync(MembershipEntry entry)
    {
        var isDone = false;
        while (!isDone)
        {
            isDone = await _table.InsertRow(entry, (await _table.ReadAll()).Version.Next());
        }
    }
}
