using System.Collections.Concurrent;

namespace LensGrains.Api.Auth;

/// <summary>Tokens for the printed link: each is good for one sign-in while this process lives.</summary>
internal sealed class OneTimeTokens
{
    private readonly ConcurrentDictionary<string, Grant> _open = new();

    public string New(Grant grant)
    {
        var token = Token.New();
        _open[Convert.ToHexStringLower(Token.Hash(token))] = grant;
        return token;
    }

    /// <summary>Spends the token: its grant the first time, null from then on.</summary>
    public Grant? Spend(string token) => _open.TryRemove(Convert.ToHexStringLower(Token.Hash(token)), out var grant) ? grant : null;
}
