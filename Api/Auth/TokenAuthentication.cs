using System.Security.Claims;
using System.Text.Encodings.Web;
using LensGrains.Api.Answers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace LensGrains.Api.Auth;

/// <summary>Finds the caller: a bearer token, or the browser's cookie.</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TokenStore tokens, AttemptLimiter attempts)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "token";
    public const string CookieName = "lensgrains";
    private const string Bearer = "Bearer ";

    /// <summary>The token that a request brings, and whether as the cookie. The header wins.</summary>
    public static (string? Token, bool ByCookie) TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? (header[Bearer.Length..].Trim(), false)
            : (request.Cookies[CookieName], true);
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var (token, byCookie) = TokenOf(Request);
        if (string.IsNullOrEmpty(token))
        {
            return AuthenticateResult.NoResult();
        }

        var address = Context.Connection.RemoteIpAddress;
        if (!tokens.IsRemembered(token) && attempts.SecondsToWait(address) is { } seconds)
        {
            throw new RefusedException(Problems.TooManyAttempts(seconds));
        }

        if (await tokens.FindAsync(token, Context.RequestAborted) is not { } grant)
        {
            attempts.NoteFailure(address);
            return AuthenticateResult.Fail("unknown token");
        }

        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new GrantIdentity(grant, byCookie)), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Unauthenticated().ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
        => Problems.Forbidden("The role of this token does not allow it.").ExecuteAsync(Context);
}
