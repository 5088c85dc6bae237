using System.CommandLine;

namespace LensGrains.Cli.Commands;

/// <summary><c>lens dataset pack | check | describe | cards</c>: files of training data, without a server.</summary>
internal static class DatasetCommand
{
    public static Command Build(Surroundings surroundings) => new("dataset", "pack, check and describe files of training data")
    {
        DatasetPackCommand.Build(surroundings),
        DatasetReadCommand.Build(surroundings, "check", "read every sample, list what is broken and fail if anything is"),
        DatasetReadCommand.Build(surroundings, "describe", "count samples, labels, bands and sizes"),
        DatasetCardsCommand.Build(surroundings),
    };
}
