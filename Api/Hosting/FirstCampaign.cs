using LensGrains.Api.Campaigns;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Catalogs;

namespace LensGrains.Api.Hosting;

/// <summary>
/// What an empty server begins with: a campaign over what <c>--catalog</c> names, or the demo. Goes on where an earlier start
/// was cut off, and does nothing where there is a campaign already.
/// </summary>
internal sealed partial class FirstCampaign(
    UpOptions options, IGrainFactory grains, CampaignDirectory directory, IHostApplicationLifetime lifetime, ILogger<FirstCampaign> logger)
    : BackgroundService
{
    private const string DemoId = "demo";
    private static readonly ClassScheme Classes = new(["non-lens", "lens"], "lens");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        try
        {
            await BeginAsync(stoppingToken);
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(error); // the server serves all the same
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var names = await directory.ListAsync(after: null, cancellationToken).ToListAsync(cancellationToken);
        if (options.Catalog is { } path)
        {
            var id = IdOf(path);
            if (names.Count == 0 || names.Contains(id))
            {
                await EnsureAsync(id, Path.GetFileName(path.TrimEnd('/')), OrderFor(id, path), cancellationToken);
            }
        }
        else if (options.WithDemo && (names.Count == 0 || names is [{ Value: DemoId }]))
        {
            await EnsureDemoAsync(cancellationToken);
        }
    }

    private async Task EnsureDemoAsync(CancellationToken cancellationToken)
    {
        var id = new CampaignId(DemoId);
        var folder = Path.Combine(options.Data, DemoId);
        await CreateAsync(id, "Demo: a simulated sky", cancellationToken);
        var sky = await Task.Run(() => DemoSky.Ensure(folder, cancellationToken), cancellationToken);
        await IngestAsync(new IngestOrder(id, new OperationId("demo"), sky, null, null, null), cancellationToken);
    }

    private async Task EnsureAsync(CampaignId id, string name, IngestOrder order, CancellationToken cancellationToken)
    {
        await CreateAsync(id, name, cancellationToken);
        await IngestAsync(order, cancellationToken);
    }

    private async Task CreateAsync(CampaignId id, string name, CancellationToken cancellationToken)
    {
        await directory.NoteAsync(id);
        var command = new CreateCampaign(name, Classes, new CatalogId(id.Value), CampaignPolicy.ForNewCampaigns);
        await grains.GetGrain<ICampaignGrain>(id.Value).Create(command, cancellationToken);
    }

    /// <summary>The operation's name makes this a repeat where the job was started before.</summary>
    private Task IngestAsync(IngestOrder order, CancellationToken cancellationToken)
        => grains.GetGrain<ICatalogGrain>(order.Campaign.Value).StartIngest(order, cancellationToken);

    internal static CampaignId IdOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path.TrimEnd('/')).ToLowerInvariant();
        var slug = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return new CampaignId(slug.Length == 0 ? "first" : slug[..Math.Min(slug.Length, 63)].Trim('-'));
    }

    internal static IngestOrder OrderFor(CampaignId id, string path)
    {
        var operation = new OperationId("first-catalog");
        return Directory.Exists(path) ? new IngestOrder(id, operation, path, null, null, null)
            : Path.GetExtension(path) is ".npy" or ".npz" ? new IngestOrder(id, operation, null, null, path, null)
            : new IngestOrder(id, operation, null, path, null, null);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The first campaign could not be set up")]
    private partial void LogFailed(Exception error);
}
