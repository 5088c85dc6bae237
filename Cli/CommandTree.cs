using System.CommandLine;
using System.Text.Json;
using LensGrains.Cli.Backups;
using LensGrains.Cli.Client;
using LensGrains.Cli.Commands;

namespace LensGrains.Cli;

/// <summary>All commands, and what their failures mean to the shell: 0 done, 1 failed, 2 wrong usage.</summary>
internal static class CommandTree
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    public static RootCommand Build(Surroundings surroundings) => new("LensGrains' command line client")
    {
        StatusCommand.Build(surroundings),
        IngestCommand.Build(surroundings),
        RunsCommand.Build(surroundings),
        ExportCommand.Build(surroundings),
        TokenCommand.Build(surroundings),
        BackupCommand.Build(surroundings),
        RestoreCommand.Build(surroundings),
        DoctorCommand.Build(surroundings),
    };

    public static async Task<int> RunAsync(string[] arguments, Surroundings surroundings, CancellationToken stop)
    {
        var parsed = Build(surroundings).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                surroundings.Complain(error.Message);
            }

            surroundings.Complain("try --help");
            return WrongUsage;
        }

        return await RunParsedAsync(parsed, surroundings, stop);
    }

    private static async Task<int> RunParsedAsync(ParseResult parsed, Surroundings surroundings, CancellationToken stop)
    {
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            Output = surroundings.Out.Profile.Out.Writer,
            Error = surroundings.Error.Profile.Out.Writer,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, stop);
        }
        catch (UsageException wrong)
        {
            surroundings.Complain(wrong.Message);
            return WrongUsage;
        }
        catch (ProblemException refused)
        {
            surroundings.Complain(refused.Message);
        }
        catch (HttpRequestException unreachable)
        {
            surroundings.Complain($"no answer from the server: {unreachable.Message}; is it running (./lens up)?");
        }
        catch (Exception expected) when (expected is BackupException or IOException or UnauthorizedAccessException or JsonException)
        {
            surroundings.Complain(expected.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            surroundings.Complain("stopped");
        }

        return Failed;
    }
}

/// <summary>The command was called in a way that cannot work, though each option by itself is well formed.</summary>
internal sealed class UsageException(string message) : Exception(message);
