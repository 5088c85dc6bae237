using System.CommandLine;
using LensGrains.Cli.Experiments;
using LensGrains.Learning.Experiments;

namespace LensGrains.Cli.Commands;

/// <summary>
/// <c>lens experiment [--quick] [--config NAME]</c>: simulate → train → evaluate → ensemble → report, here and without a server. The same
/// command goes on where it was stopped, and does nothing twice.
/// </summary>
internal sealed class ExperimentCommand
{
    private const string Quick = "quick";
    private const string Standard = "standard";

    private readonly Option<bool> _quick = new("--quick") { Description = "a tiny sky, small members, two minutes on two cores" };
    private readonly Option<string?> _config = new("--config") { Description = "a configuration: a file, or the name of one in configs/experiments" };
    private readonly Option<string[]> _members = new("--members")
    {
        Description = "other members than the configuration's: names with commas between, or all", AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int?> _seeds = Numbers.Option<int>("--seeds", "train with seeds 1 to this, for mean and standard deviation", 1, 1000);
    private readonly Option<string?> _out = new("--out") { Description = "the run's folder (runs/NAME)" };
    private readonly ResourceOptions _resources = new();

    public static Command Build(Surroundings surroundings) => new ExperimentCommand().ToCommand(surroundings);

    private Command ToCommand(Surroundings surroundings)
    {
        var command = new Command("experiment", "simulate, train, evaluate and report in one go") { _quick, _config, _members, _seeds, _out };
        _resources.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var config = Config(parsed);
            var trainings = config.Members.Count * config.Seeds.Count * Math.Max(1, config.Data.Folds);
            var folder = parsed.GetValue(_out) ?? Path.Combine("runs", config.Name);
            var run = new ExperimentRun(config, folder, _resources.Of(parsed, surroundings, trainings), surroundings.Time);
            var result = run.Run(new RunPrinter(surroundings), stop);
            surroundings.Line(result.Markdown);
            surroundings.Line(Path.Combine(result.Folder, "report.md"));
            return Task.FromResult(0);
        });
        return command;
    }

    private ExperimentConfig Config(ParseResult parsed)
    {
        if (parsed.GetValue(_quick) && parsed.GetValue(_config) is not null)
        {
            throw new UsageException("--quick is a configuration of its own; leave out --config");
        }

        var config = ConfigFiles.Read(parsed.GetValue(_config) ?? (parsed.GetValue(_quick) ? Quick : Standard));
        var members = parsed.GetValue(_members) is { Length: > 0 } named ? MemberChoice.Of(named, config.Contract) : config.Members;
        return config with
        {
            Members = members,
            Seeds = parsed.GetValue(_seeds) is { } count ? [.. Enumerable.Range(1, count).Select(seed => (long)seed)] : config.Seeds,
        };
    }
}
