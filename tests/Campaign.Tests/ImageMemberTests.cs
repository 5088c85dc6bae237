using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Catalogs;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Training;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

/// <summary>Rounds whose members look at images, from the files of a simulated sky to published scores.</summary>
public class ImageMemberTests
{
    private const int Sources = 40;

    [Fact]
    public async Task Round_WithMembersOnImagesAndOnEmbeddings_PublishesAScoreForEverySource()
    {
        await using var host = new CampaignHost();
        await StartAsync(host, Policies.Mlp(epochs: 4), OnImages());

        var round = await TrainAsync(host);

        Assert.True(round.Phase == RoundPhase.Published, round.Message);
        Assert.Equal(["mlp", "resnet18_narrow"], round.Planned.Select(p => p.Spec.Kind).Order());
        Assert.All(await MeansAsync(host, round), score => Assert.InRange(score, 0f, 1f));
        Assert.All(round.Trained, member => Assert.True(member.Epochs is 2 or 4));
        Assert.NotEqual(await ColumnAsync(host, round, 0), await ColumnAsync(host, round, 1));
    }

    [Fact]
    public async Task NextRound_OfAMemberOnImages_GoesOnFromItsWeights()
    {
        await using var host = new CampaignHost();
        await StartAsync(host, OnImages());
        var first = await TrainAsync(host);
        await new Client(host, "bob").GiveAsync([Truth(30), Truth(31)]);

        var second = await TrainAsync(host);

        Assert.True(second.Phase == RoundPhase.Published, second.Message);
        Assert.Equal(first.Trained[^1].Checkpoint, second.Planned[0].StartFrom);
    }

    [Fact]
    public async Task Round_WithLayersOfItsOwn_ScoresEverySourceAndTheNextNeedsTheFileNoMore()
    {
        await using var host = new CampaignHost();
        await StartAsync(host, OfLayers());
        var blobs = host.Services.GetRequiredService<IBlobStore>();
        await blobs.ReplaceAsync(MemberFiles.Pretrained("mine.json"), Layers("filters"), null);
        var first = await TrainAsync(host);
        await blobs.DeleteAsync(MemberFiles.Pretrained("mine.json"));
        await new Client(host, "bob").GiveAsync([Truth(30), Truth(31)]);

        var second = await TrainAsync(host);

        Assert.True(first.Phase == RoundPhase.Published, first.Message);
        Assert.True(second.Phase == RoundPhase.Published, second.Message);
        Assert.Equal(first.Trained[^1].Checkpoint, second.Planned[0].StartFrom);
        Assert.All(await MeansAsync(host, second), score => Assert.InRange(score, 0f, 1f));
        var member = ImageMemberCheckpoint.Parse((await blobs.ReadAsync(second.Trained[^1].Checkpoint))!.Value.Body);
        Assert.Equal(("layers", "mine"), (member.Kind, member.Graph!.Name));
    }

    [Theory]
    [InlineData(null, "There is no graph 'mine.json' among the weights")]
    [InlineData("{", "The graph 'mine.json' cannot be used: The graph does not read")]
    [InlineData("neurons", "The graph 'mine.json' cannot be used: The graph does not read")]
    [InlineData("units", "The graph 'mine.json' cannot be used: 'only' (conv2d) needs 'filters'")]
    public async Task Round_WhoseLayersCannotBe_FailsByNameBeforeItTrains(string? setting, string said)
    {
        await using var host = new CampaignHost { ExpectsErrors = true };
        await StartAsync(host, OfLayers());
        if (setting is not null)
        {
            await host.Services.GetRequiredService<IBlobStore>().ReplaceAsync(MemberFiles.Pretrained("mine.json"), Layers(setting), null);
        }

        var round = await TrainAsync(host);

        Assert.Equal(RoundPhase.Failed, round.Phase);
        Assert.Contains(said, round.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await host.Campaign.Status())!.State.CurrentRound);
    }

    [Fact]
    public async Task Round_WhenAFileIsGone_IsPublishedWithoutAScoreForThatSourceAlone()
    {
        await using var host = new CampaignHost();
        await StartAsync(host, OnImages());
        File.Delete(Directory.GetFiles(FolderOf(host)).Order(StringComparer.Ordinal).ElementAt(7));

        var round = await TrainAsync(host);

        Assert.True(round.Phase == RoundPhase.Published, round.Message);
        var scores = await MeansAsync(host, round);
        Assert.Equal([7], Enumerable.Range(0, Sources).Where(i => float.IsNaN(scores[i])));
    }

    [Theory]
    [InlineData(null, "There are no weights 'start.safetensors'")]
    [InlineData("not safetensors at all", "The weights 'start.safetensors' cannot be used")]
    public async Task Round_WhenItsWeightsCannotBeUsed_FailsByNameAndIsNotPublished(string? file, string said)
    {
        await using var host = new CampaignHost { ExpectsErrors = true };
        var spec = OnImages() with { Choices = new Dictionary<string, string> { ["pretrained"] = "start.safetensors" } };
        await StartAsync(host, spec);
        if (file is not null)
        {
            await host.Services.GetRequiredService<IBlobStore>().ReplaceAsync(MemberFiles.Pretrained("start.safetensors"), System.Text.Encoding.UTF8.GetBytes(file), null);
        }

        var round = await TrainAsync(host);

        Assert.Equal(RoundPhase.Failed, round.Phase);
        Assert.Contains(said, round.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, (await host.Campaign.Status())!.State.CurrentRound);
    }

    private static MemberSpec OnImages() => new("resnet18_narrow", new Dictionary<string, double>
    {
        ["size"] = 16, ["epochs"] = 2, ["batchSize"] = 8, ["samplesPerEpoch"] = 16,
    });

    private static MemberSpec OfLayers() => OnImages() with { Kind = "layers", Choices = new Dictionary<string, string> { ["graph"] = "mine.json" } };

    private static byte[] Layers(string setting) => System.Text.Encoding.UTF8.GetBytes(
        setting == "{" ? setting : $$"""{"name": "mine", "nodes": [{"id": "image", "kind": "input"}, {"id": "only", "kind": "conv2d", "inputs": ["image"], "{{setting}}": 4}]}""");

    private static string FolderOf(CampaignHost host) => Path.Combine(host.Data, "sky");

    private static async Task StartAsync(CampaignHost host, params IReadOnlyList<MemberSpec> members)
    {
        Directory.CreateDirectory(FolderOf(host));
        foreach (var source in SimulatedSky.Generate(new SkyOptions { Count = Sources, Prevalence = 0.5, Size = 32, Seed = 3, Parallelism = 1 }))
        {
            FitsWriter.WriteCube(source.Cutout, Path.Combine(FolderOf(host), source.Truth.Name + ".fits"));
        }

        await host.StartAsync();
        var policy = Policies.Quick with { Members = members, InitialEnsembleSize = members.Count, MaximumEnsembleSize = members.Count, FixEnsembles = true };
        await Client.AskAsync(() => host.Campaign.Create(new CreateCampaign("Sky", CampaignHost.Classes, new CatalogId("sky"), policy)));
        await host.IngestAsync(new IngestOrder(host.Id, new OperationId("ingest-1"), FolderOf(host), null, null, null));
        await new Client(host, "ana").GiveAsync([.. Enumerable.Range(0, 24).Select(Truth)]);
    }

    private static Judgement Truth(int source) => new(new Ordinal(source), source % 3 == 0 ? "lens" : "non-lens");

    private static async Task<RoundState> TrainAsync(CampaignHost host)
    {
        var number = (await host.Campaign.Status())!.State.Rounds.Count + 1;
        await Client.AskAsync(() => host.Campaign.StartRound(new OperationId($"train-{number}")));
        var round = (await host.BecomesAsync(() => host.Round(number).Status(), r => r?.State.IsOver ?? false))!.State;
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.State.ActiveRound is null);
        return round;
    }

    private static Task<float[]> MeansAsync(CampaignHost host, RoundState round) => RoundFiles.ScoresAsync(host, round);

    private static Task<float[]> ColumnAsync(CampaignHost host, RoundState round, int member)
        => RoundFiles.ColumnAsync(host, MemberFiles.Scores(round.Folder, round.Trained[member].Serial, 0));
}
