using Spectre.Console;

namespace LensGrains.Cli;

/// <summary>What a command may touch: its two output streams, the environment, the network and the clock.</summary>
/// <param name="Out">Results, and nothing else.</param>
/// <param name="Error">Progress, warnings and errors.</param>
/// <param name="Variable">Looks up an environment variable; null where it is not set.</param>
/// <param name="Network">Carries the HTTP requests.</param>
/// <param name="Time">The clock that polling waits on.</param>
internal sealed record Surroundings(
    IAnsiConsole Out, IAnsiConsole Error, Func<string, string?> Variable, HttpMessageHandler Network, TimeProvider Time)
{
    /// <summary>Wide enough that no table row of a redirected listing is folded, in characters.</summary>
    private const int RedirectedWidth = 400;

    /// <summary>Those of the running process.</summary>
    public static Surroundings OfProcess() => new(
        ConsoleOn(Console.Out, Console.IsOutputRedirected),
        ConsoleOn(Console.Error, Console.IsErrorRedirected),
        Environment.GetEnvironmentVariable,
        new SocketsHttpHandler { UseCookies = false },
        TimeProvider.System);

    /// <summary>A console that writes there, plain and unfolded where it is not a terminal.</summary>
    public static IAnsiConsole ConsoleOn(TextWriter writer, bool isRedirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (isRedirected)
        {
            console.Profile.Width = RedirectedWidth;
        }

        return console;
    }
}
