using LensGrains.Api.Answers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace LensGrains.Api.Auth;

/// <summary>Who may call what: everything needs a token, and what changes something needs a role.</summary>
internal static class Access
{
    public const string Annotate = "annotate";
    public const string Own = "own";

    /// <summary>Owner of the whole server, not of some campaigns.</summary>
    public const string OwnAll = "own-all";

    public static IServiceCollection AddLensAccess(this IServiceCollection services)
    {
        services.AddSingleton<TokenStore>().AddSingleton<OneTimeTokens>().AddSingleton<AttemptLimiter>();
        services.AddAuthentication(TokenAuthentication.Scheme)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.Scheme, configureOptions: null);
        services.AddAuthorizationBuilder()
            .AddPolicy(Annotate, policy => policy.RequireAssertion(call => call.User.TryGrant() is { Role: >= Role.Annotator }))
            .AddPolicy(Own, policy => policy.RequireAssertion(call => call.User.TryGrant() is { Role: Role.Owner }))
            .AddPolicy(OwnAll, policy => policy.RequireAssertion(call => call.User.TryGrant() is { IsOwnerOfAll: true }))
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>
    /// A page of another site can make a browser send the cookie along; it cannot forge where it comes from. What changes
    /// something, and the hub, are refused where the cookie comes from elsewhere.
    /// </summary>
    public static IApplicationBuilder UseOriginCheck(this IApplicationBuilder app, PathString hubs) => app.Use((context, next) =>
    {
        var isHub = context.Request.Path.StartsWithSegments(hubs);
        var matters = context.User.Identity is GrantIdentity { ByCookie: true } && (isHub || !IsSafe(context.Request.Method));
        return matters && !IsOwnOrigin(context.Request, isRequired: isHub) ? Problems.ForeignOrigin().ExecuteAsync(context) : next(context);
    });

    /// <summary>True where the request comes from a page of this very server; without an Origin, as browsers' other marks say.</summary>
    internal static bool IsOwnOrigin(HttpRequest request, bool isRequired)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0)
        {
            return Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && string.Equals(HostString.FromUriComponent(from).Value, Canonical(request), StringComparison.OrdinalIgnoreCase);
        }

        return !isRequired && request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
    }

    private static string? Canonical(HttpRequest request)
        => Uri.TryCreate($"{request.Scheme}://{request.Host.Value}", UriKind.Absolute, out var own) ? HostString.FromUriComponent(own).Value : null;

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
