using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;

namespace LensGrains.Api.Auth;

/// <summary>
/// Tokens by the hash of their secret; the secrets themselves are nowhere. The owner's token is known from the start
/// (<see cref="OwnerToken"/>).
/// </summary>
internal sealed class TokenStore(IGrainStateStore states, TimeProvider time)
{
    /// <summary>The kind of state under which grants are stored, keyed by the secret's SHA-256 in hex.</summary>
    public const string Kind = "token";

    /// <summary>How long a grant that was read is trusted before it is read again.</summary>
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(10);
    private const int MostRemembered = 10_000;
    private readonly ConcurrentDictionary<string, (Grant Grant, DateTimeOffset Until)> _read = new();
    private byte[]? _ownerHash;
    private Grant? _owner;

    /// <summary>Makes the token with this hash the owner's for as long as the process lives.</summary>
    public void SetOwner(byte[] hash, AnnotatorId owner)
    {
        _ownerHash = hash;
        _owner = new Grant(owner, Role.Owner, Campaigns: null);
    }

    /// <summary>A new token for <paramref name="grant"/>; this is the only time it is seen.</summary>
    public async Task<string> CreateAsync(Grant grant)
    {
        var token = Token.New();
        var body = JsonSerializer.SerializeToUtf8Bytes(StoredGrant.Of(grant), GrantJson.Default.StoredGrant);
        await states.WriteAsync(Kind, Convert.ToHexStringLower(Token.Hash(token)), body, expectedEtag: null);
        return token;
    }

    /// <summary>True where the token is known without a look at the store.</summary>
    public bool IsRemembered(string token) => Remembered(Token.Hash(token)) is not null;

    /// <summary>What <paramref name="token"/> may do, or null where it is worth nothing.</summary>
    public async Task<Grant?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Token.Hash(token);
        if (Remembered(hash) is { } known)
        {
            return known;
        }

        var key = Convert.ToHexStringLower(hash);
        if (await states.ReadAsync(Kind, key, cancellationToken) is not { } stored)
        {
            return null;
        }

        var grant = JsonSerializer.Deserialize(stored.Body.Span, GrantJson.Default.StoredGrant)!.ToGrant();
        Remember(key, grant);
        return grant.IsValidAt(time.GetUtcNow()) ? grant : null;
    }

    /// <summary>Ends a token.</summary>
    public async Task RevokeAsync(string token, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(Token.Hash(token));
        _read.TryRemove(key, out _);
        if (await states.ReadAsync(Kind, key, cancellationToken) is { } stored)
        {
            await states.ClearAsync(Kind, key, stored.Etag);
        }
    }

    private Grant? Remembered(byte[] hash)
    {
        if (_ownerHash is not null && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(hash, _ownerHash))
        {
            return _owner;
        }

        var now = time.GetUtcNow();
        return _read.TryGetValue(Convert.ToHexStringLower(hash), out var read) && now < read.Until && read.Grant.IsValidAt(now) ? read.Grant : null;
    }

    private void Remember(string key, Grant grant)
    {
        if (_read.Count >= MostRemembered)
        {
            _read.Clear();
        }

        _read[key] = (grant, time.GetUtcNow() + Trust);
    }
}

/// <summary>A grant as it is stored.</summary>
internal sealed record StoredGrant(string Annotator, Role Role, IReadOnlyList<string>? Campaigns, DateTimeOffset? ExpiresAt)
{
    public static StoredGrant Of(Grant grant)
        => new(grant.Annotator.Value, grant.Role, grant.Campaigns?.Select(c => c.Value).ToArray(), grant.ExpiresAt);

    public Grant ToGrant() => new(new AnnotatorId(Annotator), Role, Campaigns?.Select(c => new CampaignId(c)).ToArray(), ExpiresAt);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredGrant))]
internal sealed partial class GrantJson : JsonSerializerContext;
