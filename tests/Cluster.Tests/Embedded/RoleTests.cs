using System.Diagnostics;
using LensGrains.Tests.Server;

namespace LensGrains.Tests.Cluster;

/// <summary>The embedded host is one process, and says so.</summary>
public sealed class RoleTests
{
    [Theory]
    [InlineData("silo", "the embedded host is one process")]
    [InlineData("api", "the embedded host is one process")]
    [InlineData("both", "--role takes all, silo or api")]
    public async Task Start_WhenTheRoleIsNotForThisLane_IsWrongUsageThatSaysWhy(string role, string why)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", ProgramFiles.Server, "--data", TestFiles.NewFolder("role"), "--role", role])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var server = Process.Start(start)!;
        var (said, errors) = (server.StandardOutput.ReadToEndAsync(), server.StandardError.ReadToEndAsync());
        await server.WaitForExitAsync();

        Assert.Equal(2, server.ExitCode);
        Assert.Contains(why, await said + await errors, StringComparison.Ordinal);
    }
}
