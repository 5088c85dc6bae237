using System.Text.Json;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Catalogs;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Rounds;
using LensGrains.Grains.Interfaces.Sessions;
using LensGrains.Grains.Members;

namespace LensGrains.Grains.Rounds;

/// <summary>Cuts through every journal of a campaign and turns the cut into a manifest and examples.</summary>
public sealed class RoundFreeze(IJournal journal, IBlobStore blobs, CatalogStore catalogs, RoundExamples teaching, TimeProvider clock)
{
    private const int SessionsAskedAtOnce = 64;

    /// <summary>Cuts, and begins to fold; many labels, and images seen for the first time, take a while.</summary>
    public async Task<Task<RoundEvent>> BeginAsync(
        IGrainFactory grains, CampaignDescription campaign, RoundState round, CancellationToken cancellationToken)
    {
        if (campaign.Embedding is not { } embedding)
        {
            return Task.FromResult<RoundEvent>(Refuse(campaign, "The catalogue has no embeddings yet."));
        }

        var catalog = await catalogs.OpenAsync(campaign.State.Catalog, cancellationToken);
        var positions = await CutAsync(grains, campaign.State, cancellationToken);
        var manifest = new Manifest(
            campaign.State.Id, campaign.State.Classes, campaign.State.Policy, positions, campaign.State.Catalog,
            catalog.Version, catalog.Count, embedding, catalog.Embeddings(embedding).Version, campaign.State.KnownLenses);
        return Task.Run(() => FoldAsync(campaign.State, round, manifest, catalog, CancellationToken.None), CancellationToken.None);
    }

    /// <summary>The labels of a manifest: the fold of the journals up to its cut, and of nothing else.</summary>
    public static async Task<FoldedLabels> LabelsAsync(IJournal journal, Manifest manifest, CancellationToken cancellationToken = default)
    {
        var fold = new LabelFold();
        foreach (var (annotator, position) in manifest.Positions)
        {
            var name = SessionJournal.NameFor(manifest.Campaign, annotator);
            await foreach (var stored in journal.ReadAsync(name, 0, position, cancellationToken))
            {
                fold.Add(annotator, SessionJournal.Codec.Decode(stored.Record));
            }
        }

        return FoldedLabels.Of(fold, manifest.Classes.Positive, manifest.Policy);
    }

    private async Task<RoundEvent> FoldAsync(
        CampaignState campaign, RoundState round, Manifest manifest, Catalog catalog, CancellationToken cancellationToken)
    {
        var said = await LabelsAsync(journal, manifest, cancellationToken);
        var verdicts = said.Labels;
        var known = await KnownLensesAsync(manifest, cancellationToken);
        var examples = TrainingLabels.For(said.Where(s => !catalog.IsTombstoned(s)), known, manifest.Classes.Positive, manifest.Policy);
        manifest = await WithBeforeAsync(manifest, round.Parent, examples, cancellationToken);
        var counted = new TriggerBase(
            verdicts.Count, verdicts.Count(v => v.Label == manifest.Classes.Positive), clock.GetUtcNow(), known.Count(k => k.IsKept));
        var labels = manifest.Classes.Names.ToDictionary(
            name => name,
            name => verdicts.Count(v => v.Label == name) + (name == manifest.Classes.Positive ? known.Count(k => k.IsKept) : 0));
        var hash = manifest.Hash();
        var others = Others(said, known, examples);
        var presumed = PresumedNegatives.Count(manifest.Policy.PresumedNegatives, manifest.Sources - examples.Count - others.Count);
        if (WhyNot(examples, presumed, manifest, catalog) is { } message)
        {
            return new RoundTurnedDown(manifest, hash, labels, message, clock.GetUtcNow(), counted);
        }

        var outdated = await FormerEmbedding.OutdatedAsync(campaign.Ensemble, manifest, catalog, blobs, cancellationToken);
        var planned = EnsemblePlan.For(campaign.Ensemble, manifest.Policy, campaign.NextSerial, outdated);
        if (MemberSpecs.WhyNot(planned.Select(p => p.Spec), catalog) is { } lacking)
        {
            return new RoundTurnedDown(manifest, hash, labels, lacking, clock.GetUtcNow(), counted);
        }

        var taught = await teaching.TeachAsync(manifest, catalog, examples, cancellationToken);
        var path = await WriteAsync($"{round.Folder}/{hash[..16]}", manifest, taught, others, cancellationToken);
        return new RoundFrozen(manifest, hash, path, labels, planned, counted, taught.Counts with { Presumed = presumed });
    }

    private static string? WhyNot(IReadOnlyList<Example> examples, int presumed, Manifest manifest, Catalog catalog)
        => TrainingLabels.Refusal(examples, presumed) is var refusal and not RoundRefusal.None
            ? RefusalText.For(refusal, manifest)
            : LabelSources.WhyNot(examples, presumed, catalog, manifest.Policy);

    /// <summary>Sources that somebody has spoken of and that are no examples: nobody may presume anything of them.</summary>
    private static IReadOnlyList<Ordinal> Others(FoldedLabels said, IReadOnlyList<KnownLens> known, IReadOnlyList<Example> examples)
        => [.. said.Mentioned.Concat(known.Select(k => k.Ordinal)).Except(examples.Select(e => e.Source)).Order()];

    /// <summary>Names what the examples depend on beside the journals: the round before, and the negatives mined from it.</summary>
    private async Task<Manifest> WithBeforeAsync(Manifest manifest, int parent, IReadOnlyList<Example> examples, CancellationToken cancellationToken)
    {
        var mines = parent > 0 && manifest.Policy.HardNegativeShare > 0;
        return manifest with
        {
            Before = await teaching.BeforeAsync(manifest.Campaign, parent, cancellationToken),
            HardNegatives = mines ? await teaching.MineAsync(manifest.Campaign, parent, examples, cancellationToken) : null,
        };
    }

    /// <summary>Writes what members train on; the path of the examples.</summary>
    private async Task<string> WriteAsync(
        string folder, Manifest manifest, TaughtExamples taught, IReadOnlyList<Ordinal> others, CancellationToken cancellationToken)
    {
        var path = ExampleFiles.In(folder);
        await WriteAsync($"{folder}/manifest.json", JsonSerializer.SerializeToUtf8Bytes(manifest, RoundJson.Default.Manifest), cancellationToken);
        if (taught.Former.Count > 0)
        {
            var former = JsonSerializer.SerializeToUtf8Bytes(taught.Former, RoundJson.Default.IReadOnlyListExample);
            await WriteAsync(ExampleFiles.Former(path), former, cancellationToken);
        }

        if (manifest.Policy.PresumedNegatives > 0)
        {
            await WriteAsync(ExampleFiles.Others(path), JsonSerializer.SerializeToUtf8Bytes(others, RoundJson.Default.IReadOnlyListOrdinal), cancellationToken);
        }

        await WriteAsync(path, JsonSerializer.SerializeToUtf8Bytes(taught.Examples, RoundJson.Default.IReadOnlyListExample), cancellationToken);
        return path;
    }

    private RoundTurnedDown Refuse(CampaignDescription campaign, string message)
    {
        var manifest = new Manifest(
            campaign.State.Id, campaign.State.Classes, campaign.State.Policy, new Dictionary<AnnotatorId, long>(), campaign.State.Catalog,
            campaign.CatalogVersion, campaign.Sources, "none", 0, campaign.State.KnownLenses);
        return new RoundTurnedDown(manifest, manifest.Hash(), new Dictionary<string, int>(), message, clock.GetUtcNow(), Counted: null);
    }

    private static async Task<IReadOnlyDictionary<AnnotatorId, long>> CutAsync(
        IGrainFactory grains, CampaignState campaign, CancellationToken cancellationToken)
    {
        var positions = new Dictionary<AnnotatorId, long>();
        foreach (var annotators in campaign.Roster.Chunk(SessionsAskedAtOnce))
        {
            var frozen = await Task.WhenAll(annotators.Select(
                a => grains.GetGrain<ILabelingSessionGrain>(GrainKeys.Session(campaign.Id, a)).Freeze(cancellationToken)));
            for (var i = 0; i < annotators.Length; i++)
            {
                positions[annotators[i]] = frozen[i];
            }
        }

        return positions;
    }

    private async Task<IReadOnlyList<KnownLens>> KnownLensesAsync(Manifest manifest, CancellationToken cancellationToken)
        => manifest.KnownLenses is { } path && await blobs.ReadAsync(path, cancellationToken) is { } file
            ? JsonSerializer.Deserialize(file.Body.Span, RoundJson.Default.IReadOnlyListKnownLens)!
            : [];

    private Task<bool> WriteAsync(string path, byte[] body, CancellationToken cancellationToken)
        => blobs.CreateAsync(path, (stream, token) => stream.WriteAsync(body, token).AsTask(), cancellationToken);
}

/// <summary>Why a round trains nothing, for people.</summary>
internal static class RefusalText
{
    public static string For(RoundRefusal refusal, Manifest manifest)
    {
        var positive = manifest.Classes.Positive;
        return refusal switch
        {
            RoundRefusal.NoLabels => $"Nothing is labelled yet: a round needs '{positive}' and other labels.",
            RoundRefusal.NoNegatives => $"Every label so far is '{positive}': a round needs other labels too.",
            RoundRefusal.NoPositives => $"No label so far is '{positive}': a round needs at least one.",
            _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "This round trains."),
        };
    }
}
