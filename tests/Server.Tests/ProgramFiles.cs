namespace LensGrains.Tests.Server;

/// <summary>Where the build put the programs that these tests run: beside this assembly, same lane, same configuration.</summary>
internal static class ProgramFiles
{
    public static string Server => PathOf("Api");

    public static string Client => PathOf("Cli");

    private static string PathOf(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, $"LensGrains.{project}.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException("The program under test is not built.", path);
    }
}
