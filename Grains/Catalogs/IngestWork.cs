using System.Security.Cryptography;
using System.Text.Json;
using LensGrains.Catalogs;
using LensGrains.Catalogs.Ingest;
using LensGrains.Catalogs.Priors;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Catalogs;

namespace LensGrains.Grains.Catalogs;

/// <summary>An ingest from order to outcome: sources in, priors computed, known lenses matched.</summary>
public sealed class IngestWork(CatalogStore catalogs, IngestEngine engine, IBlobStore blobs, IGrainFactory grains)
{
    public async Task<IngestOutcome> RunAsync(CatalogId catalog, IngestJob job, RunningIngest running)
    {
        try
        {
            if (InputOf(job.Order) is { } input)
            {
                running.Stage("reading sources");
                var request = new IngestRequest(catalog, input);
                running.Finished(await engine.RunAsync(request, new IngestJobState(), running, running.Cancellation));
                running.Stage("ordering sources for the first pages");
                await ComputePriorsAsync(catalog, running.Cancellation);
            }

            var known = await MatchKnownLensesAsync(catalog, job.Order, running);
            return new IngestOutcome(JobState.Done, null, known, null);
        }
        catch (OperationCanceledException) when (running.Cancellation.IsCancellationRequested)
        {
            return new IngestOutcome(JobState.Cancelled, null, null, null);
        }
        catch (IngestInputException input)
        {
            return new IngestOutcome(JobState.Failed, input.Message, null, null);
        }
        catch (Exception failure)
        {
            return new IngestOutcome(JobState.Failed, "The ingest broke; the log says why.", null, failure);
        }
    }

    private static IngestInput? InputOf(IngestOrder order) => order switch
    {
        { Folder: { } folder } => new FolderInput(folder) { Grouping = new GroupingRule(order.Suffixes) },
        { Manifest: { } manifest } => new ManifestInput(manifest),
        { Embeddings: { } embeddings } => new EmbeddingInput(embeddings) { NamesPath = NamesBeside(embeddings) },
        _ => null,
    };

    /// <summary>An <c>.npy</c> has its names in <c>NAME.names.csv</c> or <c>NAME.csv</c> beside it.</summary>
    private static string? NamesBeside(string embeddings)
        => !embeddings.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) ? null
            : new[] { ".names.csv", ".csv" }.Select(e => Path.ChangeExtension(embeddings, e)).FirstOrDefault(File.Exists);

    private async Task ComputePriorsAsync(CatalogId catalog, CancellationToken cancellationToken)
    {
        var ingested = await catalogs.OpenAsync(catalog, cancellationToken);
        var priors = new PriorEngine(catalogs);
        foreach (var set in ingested.EmbeddingNames)
        {
            await priors.ComputeAsync(catalog, set, new PriorOptions(), cancellationToken);
        }
    }

    private async Task<string?> MatchKnownLensesAsync(CatalogId catalog, IngestOrder order, RunningIngest running)
    {
        if (order.KnownLenses is not { } list)
        {
            return null;
        }

        running.Stage("matching known lenses");
        var campaign = await grains.GetGrain<ICampaignGrain>(order.Campaign.Value).Describe(running.Cancellation);
        var input = new KnownLensInput(list) { RadiusArcsec = order.RadiusArcsec, GradeCut = campaign?.State.Policy.KnownLensGradeCut };
        var report = KnownLensList.Match(input, await catalogs.OpenAsync(catalog, running.Cancellation), running.Cancellation);
        running.KnownLenses = (report.Lenses.Length, report.Unmatched.Length);
        var body = JsonSerializer.SerializeToUtf8Bytes<IReadOnlyList<KnownLens>>(report.Lenses, RoundJson.Default.IReadOnlyListKnownLens);
        var path = $"campaigns/{order.Campaign.Value}/known-lenses/{Convert.ToHexStringLower(SHA256.HashData(body))[..16]}.json";
        await blobs.CreateAsync(path, (stream, token) => stream.WriteAsync(body, token).AsTask(), running.Cancellation);
        return path;
    }
}
