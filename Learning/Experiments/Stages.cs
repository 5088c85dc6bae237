using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LensGrains.Learning.Experiments;

/// <summary>What a finished stage left.</summary>
/// <param name="Inputs">Hash of everything its output follows from.</param>
/// <param name="Files">Its files, relative to the run's folder, with their lengths in bytes.</param>
public sealed record StageRecord(string Inputs, IReadOnlyDictionary<string, long> Files);

/// <summary>
/// The finished stages of a run, each a record <c>stages/NAME.json</c> that is written last. A stage whose record is missing, whose
/// inputs have another hash, or one of whose files is missing or of another length is done again.
/// </summary>
/// <param name="folder">The run's folder.</param>
public sealed partial class Stages(string folder)
{
    /// <summary>Whether the stage is done for these inputs and its files are there.</summary>
    public bool IsDone(string stage, string inputs)
    {
        var record = PathOf(stage);
        if (!File.Exists(record))
        {
            return false;
        }

        try
        {
            var done = JsonSerializer.Deserialize(File.ReadAllText(record), ExperimentJson.Default.StageRecord)!;
            return done.Inputs == inputs && done.Files.All(file => new FileInfo(Path.Combine(folder, file.Key)) is { Exists: true } found && found.Length == file.Value);
        }
        catch (JsonException)
        {
            return false; // cut off while it was written: the stage is done again
        }
    }

    /// <summary>Writes down that the stage is done.</summary>
    /// <param name="stage">Its name.</param>
    /// <param name="inputs">See <see cref="Hash"/>.</param>
    /// <param name="files">What it wrote, absolute paths below the run's folder.</param>
    public void Finish(string stage, string inputs, IEnumerable<string> files)
    {
        var record = new StageRecord(inputs, files.ToDictionary(file => Path.GetRelativePath(folder, file), file => new FileInfo(file).Length));
        WholeFile.Write(PathOf(stage), JsonSerializer.Serialize(record, ExperimentJson.Default.StageRecord) + "\n");
    }

    /// <summary>A hash of texts, in order.</summary>
    public static string Hash(params IEnumerable<string> inputs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var input in inputs)
        {
            var bytes = Encoding.UTF8.GetBytes(input);
            hash.AppendData(Encoding.ASCII.GetBytes(bytes.Length.ToString(CultureInfo.InvariantCulture) + ":"));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private string PathOf(string stage) => Path.Combine(folder, "stages", Unsafe().Replace(stage, "-") + ".json");

    [GeneratedRegex("[^A-Za-z0-9_.-]")]
    private static partial Regex Unsafe();
}

/// <summary>Files that appear under their name only when all of them is there.</summary>
internal static class WholeFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void Write(string path, string text) => Write(path, Utf8.GetBytes(text));

    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path + ".part", bytes);
        File.Move(path + ".part", path, overwrite: true);
    }
}
