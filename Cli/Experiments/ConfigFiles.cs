using LensGrains.Learning.Experiments;

namespace LensGrains.Cli.Experiments;

/// <summary>
/// Finds configurations by name: in <c>configs/</c> of the working folder, then in that beside the program; or by the path of a file.
/// </summary>
internal static class ConfigFiles
{
    private static IEnumerable<string> Roots => [Path.GetFullPath("configs"), Path.Combine(AppContext.BaseDirectory, "configs")];

    /// <summary>The file of an experiment.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static string Experiment(string nameOrFile) => Find("experiments", nameOrFile)
        ?? throw new UsageException($"there is no configuration '{nameOrFile}'; named ones: {string.Join(", ", Names("experiments"))}");

    /// <summary>Reads an experiment.</summary>
    /// <exception cref="ExperimentException">A key or value is wrong.</exception>
    public static ExperimentConfig Read(string nameOrFile)
    {
        var file = Experiment(nameOrFile);
        try
        {
            return ExperimentConfig.Parse(File.ReadAllText(file), Path.GetDirectoryName(Path.GetFullPath(file))!, MemberText);
        }
        catch (ExperimentException e)
        {
            throw new ExperimentException($"{Path.GetFileName(file)}: {e.Message}", e);
        }
    }

    /// <summary>The text of a member's file, or null.</summary>
    public static string? MemberText(string nameOrFile) => Find("members", nameOrFile) is { } file ? File.ReadAllText(file) : null;

    /// <summary>Names of the members that have files.</summary>
    public static IReadOnlyList<string> MemberNames => Names("members");

    private static string? Find(string kind, string nameOrFile) => File.Exists(nameOrFile)
        ? nameOrFile
        : Roots.Select(root => Path.Combine(root, kind, nameOrFile + ".json")).FirstOrDefault(File.Exists);

    private static string[] Names(string kind) =>
    [
        .. Roots.Select(root => Path.Combine(root, kind)).Where(Directory.Exists).SelectMany(root => Directory.EnumerateFiles(root, "*.json"))
            .Select(file => Path.GetFileNameWithoutExtension(file)).Distinct().Order(StringComparer.Ordinal),
    ];
}
