namespace LensGrains.Api.Hosting;

/// <summary>The platform's dashboard: this lane has none.</summary>
internal static class Dashboard
{
    /// <summary>Where it is, or null.</summary>
    public static string? Path => null;

    public static void MapDashboard(this IEndpointRouteBuilder app)
    {
    }
}
