using System.Security.Claims;
using LensGrains.Core.Ids;

namespace LensGrains.Api.Auth;

/// <summary>What a token may do.</summary>
internal enum Role
{
    /// <summary>Look.</summary>
    Viewer,

    /// <summary>Look and label.</summary>
    Annotator,

    /// <summary>Everything: campaigns, ingests, adjudication, restoring, tokens.</summary>
    Owner,
}

/// <summary>Whom a token stands for.</summary>
/// <param name="Annotator">Who labels with it.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Campaigns">The campaigns it opens; null opens all.</param>
/// <param name="ExpiresAt">From when on it is worth nothing; null: never.</param>
internal sealed record Grant(AnnotatorId Annotator, Role Role, IReadOnlyList<CampaignId>? Campaigns, DateTimeOffset? ExpiresAt = null)
{
    public bool Opens(CampaignId campaign) => Campaigns is null || Campaigns.Contains(campaign);

    /// <summary>Owner of the whole server, not of some campaigns.</summary>
    public bool IsOwnerOfAll => Role == Role.Owner && Campaigns is null;

    public bool IsValidAt(DateTimeOffset now) => ExpiresAt is null || now < ExpiresAt;
}

/// <summary>The authenticated caller, carried by the request's principal.</summary>
internal sealed class GrantIdentity(Grant grant, bool byCookie) : ClaimsIdentity(TokenAuthentication.Scheme)
{
    public Grant Grant { get; } = grant;

    /// <summary>True where the token came as the browser's cookie, which browsers also send on behalf of other pages.</summary>
    public bool ByCookie { get; } = byCookie;
}

internal static class GrantExtensions
{
    /// <summary>The caller's grant; only behind authorization.</summary>
    public static Grant Grant(this HttpContext context) => ((GrantIdentity)context.User.Identity!).Grant;

    public static Grant? TryGrant(this ClaimsPrincipal? user) => (user?.Identity as GrantIdentity)?.Grant;
}
