namespace LensGrains.Storage;

/// <summary>
/// A note in a data folder that journals and states are elsewhere. Without it a server that was started without its settings would
/// begin an empty database there and look as if all labels were gone, and a backup of the folder would look whole.
/// </summary>
public static class StorageMark
{
    private const string FileName = "storage";

    /// <summary>What the note says, such as <c>postgres lensgrains</c>; null where there is none, so that SQLite keeps everything.</summary>
    public static string? Read(string dataFolder)
    {
        var file = Path.Combine(dataFolder, FileName);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    /// <summary>Leaves the note where there is none.</summary>
    /// <exception cref="StorageLayoutException">The folder belongs to another keeper.</exception>
    public static void Claim(string dataFolder, string provider, string name)
    {
        var wanted = $"{provider} {name}";
        if (Read(dataFolder) is null)
        {
            RequireNoDatabase(dataFolder, provider);
            Write(dataFolder, wanted);
        }

        if (Read(dataFolder) is { } found && found != wanted)
        {
            throw Other(found, wanted);
        }
    }

    /// <summary>Refuses a folder whose journals and states are not in its SQLite database.</summary>
    /// <exception cref="StorageLayoutException">There is a note.</exception>
    public static void RequireNone(string dataFolder)
    {
        if (Read(dataFolder) is { } found)
        {
            throw Other(found, "sqlite");
        }
    }

    private static void RequireNoDatabase(string dataFolder, string provider)
    {
        if (File.Exists(Path.Combine(dataFolder, SqliteStoreOptions.FileName)))
        {
            throw new StorageLayoutException(
                $"The data folder holds a SQLite database, and LensGrains:Storage:Provider says {provider}. Take another folder, or sqlite.");
        }
    }

    /// <summary>Whole or not at all: silos that start at the same moment may share the folder, and the first of them writes.</summary>
    private static void Write(string dataFolder, string mark)
    {
        Directory.CreateDirectory(dataFolder);
        var part = Path.Combine(dataFolder, $".{FileName}-{Guid.NewGuid():N}");
        File.WriteAllText(part, mark + "\n");
        try
        {
            DurableFiles.TryMoveNew(part, Path.Combine(dataFolder, FileName));
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static StorageLayoutException Other(string found, string wanted)
        => new($"The data folder belongs to a server whose journals and states are in '{found}', and LensGrains:Storage says '{wanted}'. Set Provider, Name and ConnectionString as they were, or take another folder.");
}
