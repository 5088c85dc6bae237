using System.Text.Json;
using LensGrains.Core.Ports;

namespace LensGrains.Api.Auth;

/// <summary>
/// Tokens for the printed link: each is good for one sign-in, on whichever server of the cluster. Only their hashes are stored; whoever
/// clears one from the store has spent it, so two servers cannot both.
/// </summary>
internal sealed class OneTimeTokens(IGrainStateStore states, TimeProvider time)
{
    /// <summary>The kind of state under which grants are stored, keyed by the secret's SHA-256 in hex.</summary>
    public const string Kind = "one-time-token";

    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>A new token; those that nobody spent in time are forgotten on the way.</summary>
    public async Task<string> NewAsync(Grant grant, CancellationToken cancellationToken)
    {
        await ForgetOldAsync(cancellationToken);
        var token = Token.New();
        var body = JsonSerializer.SerializeToUtf8Bytes(StoredGrant.Of(grant with { ExpiresAt = time.GetUtcNow() + Life }), GrantJson.Default.StoredGrant);
        await states.WriteAsync(Kind, KeyOf(token), body, expectedEtag: null);
        return token;
    }

    /// <summary>Spends the token: its grant the first time, null from then on.</summary>
    public async Task<Grant?> SpendAsync(string token, CancellationToken cancellationToken)
    {
        var key = KeyOf(token);
        if (await states.ReadAsync(Kind, key, cancellationToken) is not { } stored || !await states.ClearAsync(Kind, key, stored.Etag))
        {
            return null;
        }

        var grant = GrantOf(stored);
        return grant.IsValidAt(time.GetUtcNow()) ? grant with { ExpiresAt = null } : null;
    }

    private async Task ForgetOldAsync(CancellationToken cancellationToken)
    {
        await foreach (var key in states.ListAsync(Kind, cancellationToken: cancellationToken))
        {
            if (await states.ReadAsync(Kind, key, cancellationToken) is { } stored && !GrantOf(stored).IsValidAt(time.GetUtcNow()))
            {
                await states.ClearAsync(Kind, key, stored.Etag);
            }
        }
    }

    private static string KeyOf(string token) => Convert.ToHexStringLower(Token.Hash(token));

    private static Grant GrantOf(StoredState stored) => JsonSerializer.Deserialize(stored.Body.Span, GrantJson.Default.StoredGrant)!.ToGrant();
}
