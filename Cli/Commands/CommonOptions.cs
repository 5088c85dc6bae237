using System.CommandLine;

namespace LensGrains.Cli.Commands;

/// <summary>Options that several commands share; each call makes a new one.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "print JSON" };

    public static Option<string> Campaign() => new("--campaign", "-c")
    {
        Description = "the campaign's id",
        Required = true,
    };
}
