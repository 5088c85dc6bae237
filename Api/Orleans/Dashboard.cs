using LensGrains.Api.Auth;
using Orleans.Dashboard;

namespace LensGrains.Api.Hosting;

/// <summary>The platform's dashboard of grains and silos, for owners of the whole server.</summary>
internal static class Dashboard
{
    /// <summary>Where it is, or null.</summary>
    public static string? Path => "/dashboard";

    public static void MapDashboard(this IEndpointRouteBuilder app)
        => app.MapOrleansDashboard(routePrefix: Path).RequireAuthorization(Access.OwnAll).ExcludeFromDescription();
}
