namespace LensGrains.Cli.Tests;

/// <summary>Runs one command line against a fake server, with its own environment and a clock that never waits.</summary>
internal sealed class CliRun(FakeServer server)
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public Dictionary<string, string> Environment { get; } = new() { ["LENS_TOKEN"] = "secret" };

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public Task<int> Lens(params string[] arguments) => CommandTree.RunAsync(
        arguments,
        new Surroundings(
            Surroundings.ConsoleOn(_out, isRedirected: true),
            Surroundings.ConsoleOn(_error, isRedirected: true),
            Environment.GetValueOrDefault,
            server,
            new ImpatientTime()),
        CancellationToken.None);

    /// <summary>Every timer is due at once.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
            => TimeProvider.System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
