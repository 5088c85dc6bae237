using System.Reflection;
using System.Text.Json.Serialization;
using LensGrains.Api.Answers;
using LensGrains.Api.Auth;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Hosting;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LensGrains.Api.Session;

/// <summary>A token, traded for a cookie.</summary>
internal sealed record SessionRequest
{
    public string? Token { get; init; }
}

/// <summary>Who the caller is.</summary>
/// <param name="Annotator">Who labels.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Campaigns">Campaigns that are open to them.</param>
/// <param name="Version">The server's version.</param>
/// <param name="Dashboard">Where the cluster's dashboard is, for those who may see it on a server that has one.</param>
internal sealed record MeMessage(
    string Annotator,
    Role Role,
    IReadOnlyList<string> Campaigns,
    string Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Dashboard);

/// <summary>Asks for a token. A campaign left out means all of them.</summary>
internal sealed record CreateToken
{
    public string? Annotator { get; init; }

    public string? Campaign { get; init; }

    public Role Role { get; init; } = Role.Annotator;
}

/// <summary>A new token; it is shown once and stored as a hash only.</summary>
internal sealed record TokenMessage(string Token, string Annotator, string? Campaign, Role Role);

/// <summary>Signing in, and tokens.</summary>
internal static class SessionEndpoints
{
    private static readonly TimeSpan CookieLife = TimeSpan.FromDays(30);

    public static string Version { get; } =
        typeof(SessionEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void MapSession(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("session");
        group.MapPost("/session", SignIn).AllowAnonymous().WithName("signIn").WithSummary("Trades a token for the browser's cookie.");
        group.MapDelete("/session", SignOut).AllowAnonymous().WithName("signOut").WithSummary("Ends the cookie.");
        group.MapGet("/me", Me).WithName("me").WithSummary("Who the caller is.");
        group.MapPost("/tokens", CreateTokenFor).RequireAuthorization(Access.Own).WithName("createToken").WithSummary("Makes a token for an annotator.");
    }

    private static async Task<Results<NoContent, Refusal>> SignIn(
        Body<SessionRequest> body, HttpContext context, TokenStore tokens, OneTimeTokens links, AttemptLimiter attempts, TimeProvider time)
    {
        if (!Access.IsOwnOrigin(context.Request, isRequired: false))
        {
            return Problems.ForeignOrigin();
        }

        if (string.IsNullOrEmpty(body.Value.Token))
        {
            return Problems.Invalid("token", "A token is required.");
        }

        var address = context.Connection.RemoteIpAddress;
        if (attempts.SecondsToWait(address) is { } seconds)
        {
            return Problems.TooManyAttempts(seconds);
        }

        if ((await links.SpendAsync(body.Value.Token, context.RequestAborted) ?? await tokens.FindAsync(body.Value.Token, context.RequestAborted)) is not { } grant)
        {
            attempts.NoteFailure(address);
            return Problems.Unauthenticated();
        }

        var expires = time.GetUtcNow() + CookieLife;
        var cookie = await tokens.CreateAsync(grant with { ExpiresAt = grant.ExpiresAt < expires ? grant.ExpiresAt : expires });
        context.Response.Cookies.Append(TokenAuthentication.CookieName, cookie, CookieOf(context.Request, CookieLife));
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> SignOut(HttpContext context, TokenStore tokens)
    {
        if (context.Request.Cookies[TokenAuthentication.CookieName] is { Length: > 0 } cookie)
        {
            await tokens.RevokeAsync(cookie, context.RequestAborted);
            context.Response.Cookies.Delete(TokenAuthentication.CookieName, CookieOf(context.Request, life: null));
        }

        return TypedResults.NoContent();
    }

    private static async Task<Ok<MeMessage>> Me(HttpContext context, CampaignDirectory directory)
    {
        var grant = context.Grant();
        var open = new List<string>();
        await foreach (var campaign in directory.ListAsync(after: null, context.RequestAborted))
        {
            if (grant.Opens(campaign))
            {
                open.Add(campaign.Value);
            }
        }

        return TypedResults.Ok(new MeMessage(grant.Annotator.Value, grant.Role, open, Version, grant.IsOwnerOfAll ? Dashboard.Path : null));
    }

    private static async Task<Results<Created<TokenMessage>, Refusal>> CreateTokenFor(Body<CreateToken> body, HttpContext context, TokenStore tokens)
    {
        var asked = body.Value;
        var problems = new List<FieldProblem>();
        if (!Slug.IsValid(asked.Annotator))
        {
            problems.Add(new FieldProblem("annotator", "Lower-case letters, digits and dashes: [a-z0-9][a-z0-9-]{0,62}."));
        }

        if (asked.Campaign is not null && !Slug.IsValid(asked.Campaign))
        {
            problems.Add(new FieldProblem("campaign", "Lower-case letters, digits and dashes: [a-z0-9][a-z0-9-]{0,62}."));
        }

        if (problems.Count > 0)
        {
            return Problems.Invalid(problems);
        }

        if (context.Grant().Campaigns is not null)
        {
            return Problems.Forbidden("Only the owner of the whole server makes tokens.");
        }

        IReadOnlyList<CampaignId>? campaigns = asked.Campaign is null ? null : [new CampaignId(asked.Campaign)];
        var token = await tokens.CreateAsync(new Grant(new AnnotatorId(asked.Annotator!), asked.Role, campaigns));
        return TypedResults.Created((string?)null, new TokenMessage(token, asked.Annotator!, asked.Campaign, asked.Role));
    }

    private static CookieOptions CookieOf(HttpRequest request, TimeSpan? life) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        Path = "/",
        MaxAge = life,
        IsEssential = true,
    };
}
