using System.Reflection;
using System.Text;
using System.Text.Json;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Campaigns;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

/// <summary>What crosses grains and what is stored must survive a border between processes.</summary>
public class ContractTests
{
    [Fact]
    public void Exceptions_OfGrainsAndRules_CanCrossABorder()
    {
        var exceptions = new[] { typeof(CampaignGrain).Assembly, typeof(CampaignState).Assembly }
            .SelectMany(a => a.GetTypes()).Where(t => t.IsAssignableTo(typeof(Exception))).ToArray();

        Assert.NotEmpty(exceptions);
        Assert.All(exceptions, t => Assert.True(t.IsDefined(typeof(GenerateSerializerAttribute), inherit: false), $"{t.Name} has no [GenerateSerializer]"));
        var members = exceptions.SelectMany(t => t.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly));
        Assert.All(members, p => Assert.True(p.IsDefined(typeof(IdAttribute)), $"{p.DeclaringType!.Name}.{p.Name} has no [Id]"));
    }

    [Fact]
    public async Task States_AsARealRoundLeavesThem_ComeBackFromJsonAsTheyWere()
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick with { NumSubmissionTrain = 40 });
        await new Client(host, "ana").LabelAsync(4);
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.State.CurrentRound == 1);
        await host.BecomesAsync(() => host.Round(1).Status(), r => r!.State.Phase == RoundPhase.Published);

        await ComesBackAsync<Stored<CampaignState>>(host, "campaign");
        await ComesBackAsync<Stored<RoundState>>(host, "round");
        await ComesBackAsync<Stored<Grains.Members.MemberState>>(host, "member");
        await ComesBackAsync<Stored<Grains.Catalogs.CatalogJobs>>(host, "catalog");
    }

    /// <summary>Reads every stored state of a kind and writes it again: the same JSON, with nothing in it that was left out.</summary>
    private static async Task ComesBackAsync<T>(CampaignHost host, string kind)
    {
        var store = host.Services.GetRequiredService<IGrainStateStore>();
        var type = (System.Text.Json.Serialization.Metadata.JsonTypeInfo<T>)GrainStateJson.Default.GetTypeInfo(typeof(T))!;
        var found = 0;
        await foreach (var key in store.ListAsync(kind))
        {
            var body = (await store.ReadAsync(kind, key))!.Value.Body;
            var written = JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize(body.Span, type)!, type);
            Assert.Equal(Encoding.UTF8.GetString(body.Span), Encoding.UTF8.GetString(written));
            found++;
        }

        Assert.True(found > 0, $"no state of kind '{kind}' is stored");
    }
}
