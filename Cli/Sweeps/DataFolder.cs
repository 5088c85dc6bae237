using System.Globalization;
using LensGrains.Storage;

namespace LensGrains.Cli.Sweeps;

/// <summary>Where things lie in a server's data folder. Paths of blobs have slashes and begin under <c>blobs/</c>.</summary>
/// <param name="path">The data folder.</param>
/// <param name="blobs">The folder of the blobs; null for the one in it.</param>
internal sealed class DataFolder(string path, string? blobs = null)
{
    public const string Unfinished = ".partial";
    public const string Swept = ".swept";

    private readonly string _blobs = blobs ?? Path.Combine(path, "blobs");

    public string Database => Path.Combine(path, SqliteStoreOptions.FileName);

    /// <summary>The file of a blob.</summary>
    public string File(string blob) => Path.Combine(_blobs, blob.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>The folders right under a folder, as paths of blobs.</summary>
    public IEnumerable<string> Folders(string folder)
        => Directory.Exists(File(folder)) ? Directory.EnumerateDirectories(File(folder)).Select(PathOf) : [];

    /// <summary>All files under a folder, as paths of blobs.</summary>
    public IEnumerable<string> Files(string folder)
        => Directory.Exists(File(folder)) ? Directory.EnumerateFiles(File(folder), "*", SearchOption.AllDirectories).Select(PathOf) : [];

    /// <summary>The round and the attempt that a blob belongs to, or null.</summary>
    public static (string Round, int Number)? AttemptOf(string blob)
        => blob.Split('/') is ["campaigns", var campaign, "rounds", var round, var attempt, _, ..]
           && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? ($"campaigns/{campaign}/rounds/{round}", number)
            : null;

    private string PathOf(string file) => Path.GetRelativePath(_blobs, file).Replace(Path.DirectorySeparatorChar, '/');
}
