using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LensGrains.Bench.Harness;

/// <summary>The machine, and what its disk takes to make 4 KiB durable.</summary>
internal static class EnvironmentSuite
{
    public static void Run(Report report, string folder)
    {
        report.Add("cores", Environment.ProcessorCount, "cores", 1, note: $"{Machine.Processor()}; {RuntimeInformation.OSDescription}; .NET {Environment.Version}");
        report.Add("memory", Machine.MemoryGiB(), "GiB", 1);
        using SafeFileHandle file = File.OpenHandle(Path.Combine(folder, "fsync"), FileMode.Create, FileAccess.Write);
        var block = new byte[4096];
        report.Time("disk.fsync", "ms", 101, run =>
        {
            block[0] = (byte)run;
            RandomAccess.Write(file, block, run * (long)block.Length);
            RandomAccess.FlushToDisk(file);
        });
    }
}
