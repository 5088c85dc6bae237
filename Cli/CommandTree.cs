using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using System.Text.Json;
using LensGrains.Catalogs;
using LensGrains.Cli.Backups;
using LensGrains.Cli.Client;
using LensGrains.Cli.Commands;
using LensGrains.Cli.Embedding;
using LensGrains.Cli.Storage;
using LensGrains.Cli.Sweeps;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Data;
using LensGrains.Learning.Data.Shards;
using LensGrains.Learning.Evaluation;
using LensGrains.Learning.Experiments;
using LensGrains.Storage;

namespace LensGrains.Cli;

/// <summary>All commands, and what their failures mean to the shell: 0 done, 1 failed, 2 wrong usage.</summary>
internal static class CommandTree
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    public static Command Build(Surroundings surroundings) => new("lens", "LensGrains' command line client")
    {
        new HelpOption(),
        StatusCommand.Build(surroundings),
        IngestCommand.Build(surroundings),
        SimulateCommand.Build(surroundings),
        EmbedCommand.Build(surroundings),
        TrainCommand.Build(surroundings),
        EvaluateCommand.Build(surroundings),
        MeasureCommand.Build(surroundings),
        DatasetCommand.Build(surroundings),
        ExperimentCommand.Build(surroundings),
        RunsCommand.Build(surroundings),
        ExportCommand.Build(surroundings),
        TokenCommand.Build(surroundings),
        BackupCommand.Build(surroundings),
        RestoreCommand.Build(surroundings),
        StorageCommand.Build(surroundings),
        DoctorCommand.Build(surroundings),
    };

    public static async Task<int> RunAsync(string[] arguments, Surroundings surroundings, CancellationToken stop)
    {
        var parsed = Build(surroundings).Parse(arguments);
        string[] complaints = [.. parsed.Errors.Select(error => error.Message), .. MistakenOptions(parsed)];
        if (complaints.Length == 0)
        {
            return await RunParsedAsync(parsed, surroundings, stop);
        }

        foreach (var complaint in complaints)
        {
            surroundings.Complain(complaint);
        }

        surroundings.Complain("try --help");
        return WrongUsage;
    }

    /// <summary>An option that no command knows would otherwise be taken for a campaign or a folder.</summary>
    private static IEnumerable<string> MistakenOptions(ParseResult parsed)
        => parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Where(token => token.Value.StartsWith("--", StringComparison.Ordinal))
            .Select(token => $"there is no option '{token.Value}'");

    private static async Task<int> RunParsedAsync(ParseResult parsed, Surroundings surroundings, CancellationToken stop)
    {
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // the caller's token stops a command, which then takes the time it needs to keep its work
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
        catch (ArgumentException unreadable) when (unreadable.ParamName == "connectionString")
        {
            surroundings.Complain(unreadable.Message);
            return WrongUsage;
        }
        catch (Exception unfit) when (unfit is PredictionTableException or PackException)
        {
            surroundings.Complain(unfit.Message);
        }
        catch (Exception unfit) when (unfit is ExperimentException or DataUseRefusedException)
        {
            surroundings.Complain(unfit.Message);
        }
        catch (Exception absent) when ((absent as DllNotFoundException ?? absent.InnerException as DllNotFoundException) is { } library)
        {
            surroundings.Complain(library.Message);
        }
        catch (ProblemException refused)
        {
            surroundings.Complain(refused.Message);
        }
        catch (HttpRequestException unreachable)
        {
            surroundings.Complain($"no answer from the server: {unreachable.Message}; is it running (./lens up)?");
        }
        catch (Exception expected) when (expected is BackupException or SweepException or EmbedException or EmbeddingRefusedException or CheckpointException or ScriptException or StorageLayoutException or IOException or UnauthorizedAccessException or JsonException or ExternalException)
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
