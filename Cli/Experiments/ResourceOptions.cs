using System.CommandLine;
using System.CommandLine.Parsing;
using LensGrains.Learning.Experiments;

namespace LensGrains.Cli.Experiments;

/// <summary>Options for where and how wide a run computes.</summary>
internal sealed class ResourceOptions
{
    private readonly Option<string> _device = new("--device") { Description = "cpu or cuda", DefaultValueFactory = _ => "cpu" };
    private readonly Option<int?> _devices = Numbers.Option<int>("--devices", "trainings at the same time: on CUDA one a device, on processors within the cores", 1, 512);
    private readonly Option<int?> _threads = Numbers.Option<int>("--threads", "threads in all (every core)", 1, 512);

    private readonly Option<double?> _memory = Numbers.Option<double>(
        "--memory", "GiB that trainings side by side may use; a further one waits for room (nine tenths of the machine's or container's)", 0.1, 1e5);

    public void AddTo(Command command)
    {
        _device.AcceptOnlyFromAmong("cpu", "cuda");
        command.Options.Add(_device);
        command.Options.Add(_devices);
        command.Options.Add(_threads);
        command.Options.Add(_memory);
    }

    /// <summary>The resources of a run with so many trainings.</summary>
    public RunResources Of(ParseResult parsed, Surroundings surroundings, int trainings)
    {
        var (threads, device) = (parsed.GetValue(_threads) ?? Environment.ProcessorCount, parsed.GetValue(_device)!);
        var isCuda = device == "cuda";
        var wanted = parsed.GetValue(_devices) ?? (isCuda ? 1 : threads);
        var atOnce = Math.Max(1, Math.Min(trainings, isCuda ? wanted : Math.Min(wanted, threads)));
        var resources = new RunResources
        {
            Devices = [.. Enumerable.Range(0, atOnce).Select(i => isCuda ? $"cuda:{i}" : "cpu")],
            ThreadsEach = Math.Max(1, threads / atOnce),
            DataThreads = threads,
            MemoryLimitBytes = parsed.GetValue(_memory) is { } gibibytes ? (long)(gibibytes * (1L << 30)) : null,
        };
        return surroundings.Variable("LENS_PYTHON") is { } python ? resources with { Interpreters = [python] } : resources;
    }
}

/// <summary>Options that take a number from a range.</summary>
internal static class Numbers
{
    public static Option<T?> Option<T>(string name, string description, T least, T greatest)
        where T : struct, IComparable<T>, IFormattable
    {
        var option = new Option<T?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T?>() is { } value && !(value.CompareTo(least) >= 0 && value.CompareTo(greatest) <= 0))
            {
                result.AddError(FormattableString.Invariant($"{name} lies between {least} and {greatest}."));
            }
        });
        return option;
    }
}
