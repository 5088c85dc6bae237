using LensGrains.Api.Answers;
using LensGrains.Api.Auth;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Catalogs;
using LensGrains.Api.Devices;
using LensGrains.Api.Exports;
using LensGrains.Api.Gallery;
using LensGrains.Api.Health;
using LensGrains.Api.Hubs;
using LensGrains.Api.Images;
using LensGrains.Api.Ingests;
using LensGrains.Api.Labels;
using LensGrains.Api.Members;
using LensGrains.Api.Metrics;
using LensGrains.Api.Pages;
using LensGrains.Api.Remarks;
using LensGrains.Api.Rounds;
using LensGrains.Api.Scores;
using LensGrains.Api.Session;
using LensGrains.Api.Sources;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Silo;
using Microsoft.AspNetCore.Http.Connections;

namespace LensGrains.Api.Hosting;

/// <summary>The API's services and routes. Grains, journal, states, blobs and catalogues come from the silo.</summary>
internal static class LensGrainsApi
{
    private const long ImageCacheBytes = 2L << 30;

    public static IServiceCollection AddLensGrainsApi(this IServiceCollection services, UpOptions options)
    {
        services.AddHostedService<FirstCampaign>();
        services.AddSingleton<CampaignDirectory>().AddSingleton<CampaignReader>().AddSingleton<NamedWeights>().AddSingleton<CatalogCache>();
        services.AddSingleton<LabelBooks>().AddSingleton<RemarkBooks>().AddSingleton<KnownLenses>().AddSingleton<LabelReading>().AddSingleton<LabelRows>().AddSingleton<CampaignExport>();
        services.AddSingleton<RoundReader>().AddSingleton<RoundViews>().AddSingleton<RoundReadiness>().AddSingleton<TrainingReports>();
        services.AddSingleton<ScoreColumns>().AddSingleton<SourceTables>().AddSingleton<TileMapper>();
        services.AddSingleton(provider => new ImageCache(
            Path.Combine(options.Data, "cache", "images"), ImageCacheBytes, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SourceImages>().AddSingleton<HintRelay>();
        services.AddLensOpenApi();
        services.AddSignalR().AddJsonProtocol(json => ApiJson.Configure(json.PayloadSerializerOptions));
        return services;
    }

    public static void MapLensGrainsApi(this WebApplication app)
    {
        app.UseOutermost();
        app.UseDraining();
        app.UsePage();
        app.UseRouting();
        app.UseWebSockets();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseOriginCheck(CampaignHub.Path);
        app.UseMiddleware<CampaignGate>();

        app.MapHealth();
        app.MapDashboard();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapHub<CampaignHub>(CampaignHub.Path, hub => hub.Transports = HttpTransportType.WebSockets);
        var api = app.MapGroup("/api/v1");
        api.MapSession();
        api.MapCampaigns();
        api.MapDevices();
        api.MapMembers();
        MapCampaign(api.MapGroup("/campaigns/{c}"));
    }

    private static void MapCampaign(IEndpointRouteBuilder campaign)
    {
        campaign.MapIngests();
        campaign.MapPages();
        campaign.MapLabels();
        campaign.MapUndo();
        campaign.MapReset();
        campaign.MapRounds();
        campaign.MapPlots();
        campaign.MapFinds();
        campaign.MapScores();
        campaign.MapSources();
        campaign.MapRemarks();
        campaign.MapImages();
        campaign.MapGallery();
        campaign.MapExport();
    }

    /// <summary>Sets the owner's token and makes the one-time token of the printed link; nobody signs in at a process without a page.</summary>
    public static async Task<string?> SignInOwnerAsync(this WebApplication app, UpOptions options, CancellationToken cancellationToken = default)
    {
        if (options is { Role: ProcessRole.Silo, FixedToken: null })
        {
            return null;
        }

        var owner = new AnnotatorId("owner");
        var states = app.Services.GetRequiredService<IGrainStateStore>();
        var hash = await OwnerToken.HashAsync(states, options.Data, options.FixedToken, options.Role == ProcessRole.Api, cancellationToken);
        app.Services.GetRequiredService<TokenStore>().SetOwner(hash, owner);
        return options.Role == ProcessRole.Silo ? null : await app.Services.GetRequiredService<OneTimeTokens>().NewAsync(new Grant(owner, Role.Owner, Campaigns: null), cancellationToken);
    }
}
