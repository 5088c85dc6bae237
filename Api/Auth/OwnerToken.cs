using LensGrains.Core.Ports;

namespace LensGrains.Api.Auth;

/// <summary>
/// The owner's token: from LENS_TOKEN, or else from a file in the data folder that only its owner can read. The file's hash is stored, so
/// that a server of the same cluster with a folder of its own takes it too; one from the environment is stored nowhere.
/// </summary>
internal static class OwnerToken
{
    /// <summary>The file, made at the first start; the command line client reads it too.</summary>
    public const string FileName = "owner-token";

    /// <summary>The kind of state under which the hash is stored, in hex.</summary>
    public const string Kind = "owner-token";

    /// <summary>The one key of that kind.</summary>
    public const string Key = "hash";

    /// <summary>The token's hash.</summary>
    /// <param name="states">Where the hash is stored.</param>
    /// <param name="dataFolder">Where the file is.</param>
    /// <param name="fixedToken">LENS_TOKEN.</param>
    /// <param name="isSharer">True for a server that takes the token of another one's folder rather than make one of its own.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<byte[]> HashAsync(
        IGrainStateStore states, string dataFolder, string? fixedToken, bool isSharer, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(fixedToken))
        {
            return Token.Hash(fixedToken.Trim());
        }

        var file = Path.Combine(dataFolder, FileName);
        var kept = File.Exists(file) ? (await File.ReadAllTextAsync(file, cancellationToken)).Trim() : "";
        if (kept.Length == 0 && isSharer && await StoredAsync(states, cancellationToken) is { } stored)
        {
            return stored;
        }

        var hash = Token.Hash(kept.Length > 0 ? kept : Make(file));
        await StoreAsync(states, hash, cancellationToken);
        return hash;
    }

    private static async Task<byte[]?> StoredAsync(IGrainStateStore states, CancellationToken cancellationToken)
        => await states.ReadAsync(Kind, Key, cancellationToken) is { } stored ? stored.Body.ToArray() : null;

    private static async Task StoreAsync(IGrainStateStore states, byte[] hash, CancellationToken cancellationToken)
    {
        var isStored = false;
        while (!isStored)
        {
            var stored = await states.ReadAsync(Kind, Key, cancellationToken);
            isStored = stored is { } found && found.Body.Span.SequenceEqual(hash)
                || await states.WriteAsync(Kind, Key, hash, stored?.Etag) is not null;
        }
    }

    private static string Make(string file)
    {
        var made = Token.New();
        var access = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(file, access);
        writer.WriteLine(made);
        return made;
    }
}
