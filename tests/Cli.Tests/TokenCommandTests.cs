using LensGrains.Cli.Commands;
using LensGrains.Tests;

namespace LensGrains.Cli.Tests;

public sealed class TokenCommandTests
{
    private readonly FakeServer _server = new FakeServer()
        .Answers("POST /api/v1/tokens", """{"token":"t0k3n","annotator":"ana","campaign":"demo","role":"annotator"}""", 201);

    [Fact]
    public async Task Create_PrintsTheTokenAndNothingElse()
    {
        var run = new CliRun(_server);

        var exit = await run.Lens("token", "create", "--annotator", "ana", "--campaign", "demo", "--role", "annotator");

        Assert.Equal(0, exit);
        Assert.Equal("t0k3n\n", run.Out);
        Assert.Equal("""POST /api/v1/tokens {"annotator":"ana","campaign":"demo","role":"annotator"}""", _server.Asked.Single());
        Assert.Equal("Bearer secret", _server.Authorization);
    }

    [Fact]
    public async Task Create_WithoutLensToken_UsesTheOwnersTokenOfTheDataFolder()
    {
        var data = TestFiles.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(data, ServerOptions.OwnerTokenFile), "from-file\n");
        var run = new CliRun(_server);
        run.Environment.Remove("LENS_TOKEN");

        await run.Lens("token", "create", "--annotator", "ana", "--data", data);

        Assert.Equal("Bearer from-file", _server.Authorization);
    }
}
