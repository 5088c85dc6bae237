using System.Diagnostics;

namespace LensGrains.Tests.Imaging;

public sealed class FirstUseTests
{
    /// <summary>A race that only a fresh process can lose: a server that died at the first page of pictures after its start.</summary>
    [Fact]
    public async Task Render_WhenManyThreadsDrawTheFirstPicture_AllDraw()
    {
        for (var run = 0; run < 6; run++)
        {
            using var child = Process.Start(new ProcessStartInfo("dotnet", [typeof(FirstUseProgram).Assembly.Location]))!;

            await child.WaitForExitAsync();

            Assert.Equal(0, child.ExitCode);
        }
    }
}
