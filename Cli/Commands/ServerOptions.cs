using System.CommandLine;
using LensGrains.Cli.Client;

namespace LensGrains.Cli.Commands;

/// <summary>
/// Where the server is and who is asking: <c>--url</c> or LENS_URL; the token from LENS_TOKEN, or else the owner's token
/// that the server keeps in its data folder.
/// </summary>
internal sealed class ServerOptions(Surroundings surroundings)
{
    private const string DefaultUrl = "http://127.0.0.1:6543";

    /// <summary>The file in the data folder that holds the owner's token, readable by its owner only.</summary>
    public const string OwnerTokenFile = "owner-token";

    public Option<string?> Url { get; } = new("--url")
    {
        Description = $"the server's address (or LENS_URL; default {DefaultUrl})",
    };

    public Option<string> Data { get; } = new("--data")
    {
        Description = "the server's data folder, for the owner's token (or LENS_TOKEN)",
        DefaultValueFactory = _ => "data",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Url);
        command.Options.Add(Data);
    }

    /// <exception cref="UsageException">The address is no http address.</exception>
    public LensClient Connect(ParseResult parsed)
    {
        var text = parsed.GetValue(Url) ?? surroundings.Variable("LENS_URL") ?? DefaultUrl;
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) || !address.Scheme.StartsWith("http", StringComparison.Ordinal))
        {
            throw new UsageException($"'{text}' is not an http address");
        }

        return new LensClient(address, Token(parsed), surroundings.Network);
    }

    private string? Token(ParseResult parsed)
    {
        var token = surroundings.Variable("LENS_TOKEN");
        var file = Path.Combine(parsed.GetValue(Data)!, OwnerTokenFile);
        if (string.IsNullOrEmpty(token) && File.Exists(file))
        {
            token = File.ReadAllText(file).Trim();
        }

        return string.IsNullOrEmpty(token) ? null : token;
    }
}
