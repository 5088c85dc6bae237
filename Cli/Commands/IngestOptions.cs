using System.CommandLine;
using LensGrains.Cli.Client;

namespace LensGrains.Cli.Commands;

/// <summary>What is to be ingested, and how the campaign is made where it does not exist.</summary>
internal sealed class IngestOptions
{
    public Argument<string> Source { get; } = new("path")
    {
        Description = "a folder of images, a CSV manifest, or NPY/NPZ embeddings; the server reads it where it lies",
    };

    public Option<string> Campaign { get; } = CommonOptions.Campaign();

    public Option<string?> KnownLenses { get; } = new("--known-lenses") { Description = "a CSV of known lenses, by name or position" };

    public Option<string[]> Classes { get; } = new("--classes")
    {
        Description = "the classes of a new campaign, in the order of their keys",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["non-lens", "lens"],
    };

    public Option<string> Positive { get; } = new("--positive")
    {
        Description = "the class a new campaign looks for",
        DefaultValueFactory = _ => "lens",
    };

    public Option<bool> NoWait { get; } = new("--no-wait") { Description = "start the job and return at once" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(Source);
        command.Options.Add(Campaign);
        command.Options.Add(KnownLenses);
        command.Options.Add(Classes);
        command.Options.Add(Positive);
        command.Options.Add(NoWait);
    }

    public CreateCampaign ReadCampaign(ParseResult parsed)
    {
        var id = parsed.GetValue(Campaign)!;
        return new CreateCampaign(id, id, parsed.GetValue(Classes)!, parsed.GetValue(Positive)!);
    }

    /// <exception cref="UsageException">The path is nothing that can be ingested.</exception>
    public StartIngest Read(ParseResult parsed)
    {
        var path = Path.GetFullPath(parsed.GetValue(Source)!);
        var known = parsed.GetValue(KnownLenses) is { } file ? Path.GetFullPath(file) : null;
        var start = new StartIngest(Guid.NewGuid().ToString("N"), null, null, null, known);
        if (Directory.Exists(path))
        {
            return start with { Folder = path };
        }

        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npy" or ".npz" => start with { Embeddings = path },
            ".csv" => start with { Manifest = path },
            _ => throw new UsageException($"'{parsed.GetValue(Source)}' is no folder, CSV manifest or NPY/NPZ file"),
        };
    }
}
