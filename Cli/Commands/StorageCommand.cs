using System.CommandLine;

namespace LensGrains.Cli.Commands;

/// <summary><c>lens storage</c>: what an operator does to storage, and a server never does by itself.</summary>
internal static class StorageCommand
{
    public static Command Build(Surroundings surroundings)
        => new("storage", "tables of a database, files of the data folder") { StorageInitCommand.Build(surroundings), StorageSweepCommand.Build(surroundings) };
}
