namespace LensGrains.Tests.Server;

/// <summary>Where the build put the programs that these tests run: beside this assembly, same lane, same configuration.</summary>
internal static class ProgramFiles
{
    public static string Server => PathOf("Api");

    public static string Client => PathOf("Cli");

    /// <summary>The server of the default lane, for tests of another one; the file may be missing.</summary>
    public static string ServerOfDefaultLane
    {
        get
        {
            var own = new DirectoryInfo(AppContext.BaseDirectory);
            var artifacts = own.Parent!.Parent!.Parent!.Parent!.FullName;
            return Path.Combine(artifacts, "embedded-system", "bin", "Api", own.Name, "LensGrains.Api.dll");
        }
    }

    private static string PathOf(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, $"LensGrains.{project}.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException("The program under test is not built.", path);
    }
}
