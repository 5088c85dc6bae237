using System.Runtime.CompilerServices;

namespace LensGrains.Tests;

/// <summary>Where the tests find the repository, and the shared real data beside it (absent on most machines).</summary>
internal static class TestFiles
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of shared real data, or null where it is absent; <c>LENS_SHARED_DATA</c> overrides it.</summary>
    public static string? SharedData { get; } = FindSharedData();

    /// <summary>A new empty folder under the system's temporary folder.</summary>
    public static string NewFolder([CallerMemberName] string name = "test")
        => Directory.CreateTempSubdirectory("lensgrains-" + name + "-").FullName;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LensGrains.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The tests run from inside the repository.");
    }

    private static string? FindSharedData()
    {
        var folder = Environment.GetEnvironmentVariable("LENS_SHARED_DATA") ?? Path.Combine(Root, "..", "shared", "data");
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }
}

/// <summary>A fact that needs the shared real data; skipped, with the reason, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string folder)
    {
        if (TestFiles.SharedData is null || !Directory.Exists(Path.Combine(TestFiles.SharedData, folder)))
        {
            Skip = $"shared data '{folder}' is not on this machine";
        }
    }
}
