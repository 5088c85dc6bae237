using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using LensGrains.Imaging;
using LensGrains.Learning.Images;

namespace LensGrains.Learning.Experiments;

/// <summary>
/// A baseline that a Python script computes: it is called as <c>SCRIPT FOLDER SEED</c>, finds <c>images.npy</c> ([n, c, y, x] float32) and
/// <c>rows.csv</c> (<c>row,label,part</c>; part is <c>train</c>, <c>test</c>, or the number of a fold) in the folder, and writes
/// <c>scores.csv</c> (<c>row,score</c>) for every row of <c>test</c>, or for every row by a model that has not seen its fold.
/// </summary>
internal sealed class ScriptBaseline(IReadOnlyList<string> interpreters)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>The scores by row, or why there are none.</summary>
    public (IReadOnlyDictionary<int, double> Scores, string? Failure) Run(string script, string folder, long seed, CancellationToken stop)
    {
        if (!File.Exists(script))
        {
            return (new Dictionary<int, double>(), $"there is no script {Path.GetFileName(script)}");
        }

        var failure = "no Python interpreter was named";
        foreach (var interpreter in interpreters)
        {
            failure = TryRun(interpreter, [script, folder, seed.ToString(CultureInfo.InvariantCulture)], stop);
            if (failure is null)
            {
                return (TrainingOutcome.Load(Path.Combine(folder, "scores.csv")), null);
            }
        }

        return (new Dictionary<int, double>(), failure);
    }

    /// <summary>Writes what a script reads.</summary>
    public static void WriteInputs(string folder, IImageSource images, bool[] positives, IReadOnlyList<string> parts)
    {
        Directory.CreateDirectory(folder);
        var text = new StringBuilder("row,label,part\n");
        for (var row = 0; row < positives.Length; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row},{(positives[row] ? 1 : 0)},{parts[row]}\n");
        }

        WholeFile.Write(Path.Combine(folder, "rows.csv"), text.ToString());
        using var file = File.Create(Path.Combine(folder, "images.npy"));
        file.Write(NpyHeader(images));
        var image = new float[images.Contract.Length];
        for (var row = 0L; row < images.Count; row++)
        {
            images.Read([row], image);
            file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(image.AsSpan()));
        }
    }

    // NumPy's format 1.0: magic, version, length of the header, which is a Python literal padded to a multiple of 64 bytes.
    private static byte[] NpyHeader(IImageSource images)
    {
        var (bands, size) = (images.Contract.Bands, images.Contract.Size);
        var text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({images.Count}, {bands}, {size}, {size}), }}";
        var length = ((10 + text.Length + 1 + 63) / 64 * 64) - 10;
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)(length & 255), (byte)(length >> 8), .. Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n")];
    }

    /// <summary>Null where the script did its work.</summary>
    private static string? TryRun(string interpreter, string[] arguments, CancellationToken stop)
    {
        var start = new ProcessStartInfo(interpreter, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        try
        {
            using var process = Process.Start(start)!;
            using var ending = stop.Register(() => process.Kill(entireProcessTree: true));
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            var complaint = process.StandardError.ReadToEnd();
            if (!process.WaitForExit(Longest))
            {
                process.Kill(entireProcessTree: true);
                return "the script took too long";
            }

            stop.ThrowIfCancellationRequested();
            return process.ExitCode == 0 ? null : complaint.TrimEnd().Split('\n')[^1].Trim();
        }
        catch (Win32Exception)
        {
            return $"there is no {Path.GetFileName(interpreter)} here";
        }
    }
}
