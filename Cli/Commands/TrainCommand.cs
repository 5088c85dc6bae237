using System.CommandLine;
using System.Text.Json.Nodes;
using LensGrains.Cli.Experiments;
using LensGrains.Imaging;
using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Data;
using LensGrains.Learning.Experiments;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Networks.Graphs;
using LensGrains.Learning.SelfSupervised;
using LensGrains.Learning.Training;

namespace LensGrains.Cli.Commands;

/// <summary>
/// <c>lens train --images FOLDER --labels CSV --out FOLDER</c>, or <c>--shards FILES</c>: trains members on labelled images, here and without a server. The same command
/// goes on where it was stopped.
/// </summary>
internal sealed class TrainCommand
{
    private const string DefaultMember = "resnet18_narrow";
    private const string Pretrain = "pretrain";

    private static readonly string[] LensLabels = ["label", "is_lens"];

    private readonly Option<string?> _images = new("--images") { Description = "a folder of images, or a CSV with ids and file names" };
    private readonly Option<string?> _labels = new("--labels") { Description = "a CSV with id (or name) and label (or is_lens), such as truth.csv of lens simulate" };
    private readonly Option<string[]> _shards = new("--shards")
    {
        Description = "in place of images and labels: tar shards with brace ranges, local or http(s), or one .h5 file", AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _classes = new("--classes") { Description = "shards: names of the classes from 0 on, with commas, where labels are words" };
    private readonly Option<string?> _positive = new("--positive") { Description = "the label of lenses (1, true, yes, lens or positive)" };
    private readonly Option<string[]> _members = new("--member", "--members")
    {
        Description = $"members by kind or configuration, with commas between ({DefaultMember})", AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int?> _epochs = Numbers.Option<int>("--epochs", "most epochs", 1, 10_000);
    private readonly Option<int?> _batch = Numbers.Option<int>("--batch-size", "samples in a step", 1, 65_536);
    private readonly Option<double?> _rate = Numbers.Option<double>("--learning-rate", "greatest learning rate", 1e-12, 1);
    private readonly Option<string?> _augmentation = new("--augmentation") { Description = "none, d4 or sky" };
    private readonly Option<int?> _size = Numbers.Option<int>("--size", "pixels that a network sees along a side (64)", 8, 512);
    private readonly Option<int?> _bands = Numbers.Option<int>("--bands", "bands that a network sees (3)", 1, 16);
    private readonly Option<double?> _scale = Numbers.Option<double>("--pixel-scale", "arcseconds of a pixel that a network sees; unset, images are taken whole and not by their scale", 1e-3, 3599);
    private readonly Option<string[]> _columns = new("--columns")
    {
        Description = "columns of the labels' table that a member takes besides the image, with commas between", AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _graph = new("--graph") { Description = "the JSON file of a network's layers, for the member 'layers'" };
    private readonly Option<long?> _seed = new("--seed") { Description = "seed of everything random (1)" };
    private readonly Option<int?> _folds = Numbers.Option<int>("--folds", "cross-validate in so many folds instead of holding a part out", 2, 100);
    private readonly Option<string?> _stage = new("--stage")
    {
        Description = "pretrain: learn from images without labels; finetune: start from another training's weights, with --from",
    };

    private readonly Option<SelfSupervisedMethod> _method = new("--method")
    {
        Description = "of pretraining: simclr, byol or dino", DefaultValueFactory = _ => SelfSupervisedMethod.SimClr,
    };

    private readonly Option<string?> _targets = new("--targets")
    {
        Description = "of pretraining: columns of --labels, such as z,smooth_fraction, that the network learns to tell",
    };

    private readonly Option<string?> _from = new("--from") { Description = "the checkpoint (safetensors) whose weights the training starts from" };
    private readonly Option<string[]> _freeze = new("--freeze")
    {
        Description = "parts that do not learn, by the beginnings of their parameters' names", AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _config = new("--config") { Description = "a configuration that these options change" };
    private readonly Option<string> _out = new("--out") { Description = "the run's folder", Required = true };
    private readonly ResourceOptions _resources = new();

    public static Command Build(Surroundings surroundings) => new TrainCommand().ToCommand(surroundings);

    private Command ToCommand(Surroundings surroundings)
    {
        _augmentation.AcceptOnlyFromAmong([.. Augmentation.Names]);
        _stage.AcceptOnlyFromAmong(Pretrain, "finetune");
        var command = new Command("train", "train members on labelled images and measure them on what they have not seen")
        {
            _images, _labels, _shards, _classes, _positive, _members, _epochs, _batch, _rate, _augmentation, _size, _bands, _scale, _columns, _graph, _seed, _folds, _stage, _method, _targets, _from, _freeze, _config, _out,
        };
        _resources.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            if (parsed.GetValue(_stage) == Pretrain)
            {
                var pretrain = new PretrainRun(PretrainConfig(parsed), parsed.GetValue(_out)!, _resources.Of(parsed, surroundings, 1), surroundings.Time);
                surroundings.Line(pretrain.Run(new RunPrinter(surroundings), stop));
                return Task.FromResult(0);
            }

            var config = Config(parsed);
            var folds = Math.Max(1, config.Data.Folds);
            var resources = _resources.Of(parsed, surroundings, config.Members.Count * config.Seeds.Count * folds);
            var result = new ExperimentRun(config, parsed.GetValue(_out)!, resources, surroundings.Time).Run(new RunPrinter(surroundings), stop);
            surroundings.Line(result.Markdown);
            surroundings.Line(Path.Combine(result.Folder, "report.md"));
            return Task.FromResult(0);
        });
        return command;
    }

    private PretrainConfig PretrainConfig(ParseResult parsed)
    {
        var images = parsed.GetValue(_images) ?? throw new UsageException("--stage pretrain needs --images");
        var columns = Columns(parsed);
        if (parsed.GetValue(_from) is not null || parsed.GetValue(_folds) is not null)
        {
            throw new UsageException("--stage pretrain takes no --from or --folds");
        }

        var options = new SelfSupervisedOptions();
        options = options with
        {
            Method = columns is null ? parsed.GetValue(_method) : SelfSupervisedMethod.Columns,
            Network = parsed.GetValue(_members) is [var one] ? one : options.Network,
            Epochs = parsed.GetValue(_epochs) ?? options.Epochs,
            BatchSize = parsed.GetValue(_batch) ?? options.BatchSize,
            LearningRate = parsed.GetValue(_rate) ?? options.LearningRate,
            Augmentation = parsed.GetValue(_augmentation) is { } augmentation ? Augmentation.Named(augmentation) : options.Augmentation,
            Seed = parsed.GetValue(_seed) ?? options.Seed,
        };
        return Backbones.Names.Contains(options.Network)
            ? new PretrainConfig(Path.GetFullPath(images), Contract(parsed, new ImageContract()), options, columns)
            : throw new UsageException($"there is no network '{options.Network}' to pretrain: {string.Join(", ", Backbones.Names)}");
    }

    private PretrainColumns? Columns(ParseResult parsed)
    {
        var (file, names) = (parsed.GetValue(_labels), parsed.GetValue(_targets)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        if ((file is null) != (names is null) || (names is null && parsed.GetValue(_method) == SelfSupervisedMethod.Columns))
        {
            throw new UsageException("--stage pretrain takes --labels and --targets together, or neither");
        }

        return names?.FirstOrDefault(name => LensLabels.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } label
            ? throw new UsageException($"'{label}' says which sources are lenses: a training on it is no pretraining")
            : names is null ? null : new PretrainColumns(Path.GetFullPath(file!), names);
    }

    private ExperimentConfig Config(ParseResult parsed)
    {
        var file = parsed.GetValue(_config);
        if (parsed.GetValue(_stage) == "finetune" && parsed.GetValue(_from) is null)
        {
            throw new UsageException("--stage finetune needs --from CHECKPOINT");
        }

        var shards = parsed.GetValue(_shards) is { Length: > 0 };
        if (shards && (parsed.GetValue(_images) ?? parsed.GetValue(_labels)) is not null)
        {
            throw new UsageException("--shards have their images and labels in one: no --images or --labels beside them");
        }

        if (parsed.GetValue(_classes) is not null && !shards)
        {
            throw new UsageException("--classes name the classes of --shards");
        }

        if (parsed.GetValue(_targets) is not null)
        {
            throw new UsageException("--targets are for --stage pretrain");
        }

        if (file is null && !shards && (parsed.GetValue(_images) is null || parsed.GetValue(_labels) is null))
        {
            throw new UsageException("--images and --labels are needed, or --shards, or a --config that names them");
        }

        var whole = file is null ? new ExperimentConfig { Name = "training", Data = new DataConfig { Kind = DataKind.Files } } : ConfigFiles.Read(file);
        var contract = Contract(parsed, whole.Contract);
        var named = parsed.GetValue(_members) is { Length: > 0 } names ? names : whole.Members.Count > 0 ? null : [DefaultMember];
        var members = named is null ? whole.Members : MemberChoice.Of(named, contract);
        return whole with
        {
            Contract = contract,
            Data = Data(parsed, whole.Data),
            Seeds = parsed.GetValue(_seed) is { } seed ? [seed] : whole.Seeds,
            Members = [.. members.Select(member => Changed(parsed, member, contract))],
        };
    }

    private ImageContract Contract(ParseResult parsed, ImageContract contract)
        => contract with
        {
            Size = parsed.GetValue(_size) ?? contract.Size,
            Bands = parsed.GetValue(_bands) ?? contract.Bands,
            PixelScaleArcsec = parsed.GetValue(_scale) ?? contract.PixelScaleArcsec,
        };

    private DataConfig Data(ParseResult parsed, DataConfig data)
        => parsed.GetValue(_shards) is { Length: > 0 } shards
            ? Common(parsed, data) with
            {
                Kind = DataKind.Packed,
                Images = null,
                Labels = null,
                Packed = [.. shards.Select(file => PackedFiles.IsLocal(file) ? Path.GetFullPath(file) : file)],
                Classes = parsed.GetValue(_classes)?.Split(',') ?? data.Classes,
            }
            : Common(parsed, data);

    private DataConfig Common(ParseResult parsed, DataConfig data) => data with
    {
        Images = parsed.GetValue(_images) is { } images ? Path.GetFullPath(images) : data.Images,
        Labels = parsed.GetValue(_labels) is { } labels ? Path.GetFullPath(labels) : data.Labels,
        Positive = parsed.GetValue(_positive) ?? data.Positive,
        Folds = parsed.GetValue(_folds) ?? data.Folds,
    };

    private MemberConfig Changed(ParseResult parsed, MemberConfig member, ImageContract contract)
    {
        var changes = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        Add(changes, member.Image is null ? "maximumEpochs" : "epochs", parsed.GetValue(_epochs) is { } epochs ? JsonValue.Create(epochs) : null);
        Add(changes, "batchSize", parsed.GetValue(_batch) is { } batch ? JsonValue.Create(batch) : null);
        Add(changes, "learningRate", parsed.GetValue(_rate) is { } rate ? JsonValue.Create(rate) : null);
        Add(changes, "from", parsed.GetValue(_from) is { } from ? JsonValue.Create(Path.GetFullPath(from)) : null);
        if (member.Image is not null)
        {
            Add(changes, "augmentation", parsed.GetValue(_augmentation) is { } augmentation ? JsonValue.Create(augmentation) : null);
            Add(changes, "columns", parsed.GetValue(_columns) is { Length: > 0 } columns
                ? new JsonArray([.. columns.SelectMany(names => names.Split(',')).Select(name => JsonValue.Create(name))])
                : null);
            Add(changes, "graph", parsed.GetValue(_graph) is { } graph ? Graph(graph, member) : null);
            Add(changes, "frozen", parsed.GetValue(_freeze) is { Length: > 0 } frozen ? new JsonArray([.. frozen.Select(part => JsonValue.Create(part))]) : null);
        }
        else if (parsed.GetValue(_graph) is not null)
        {
            throw new UsageException($"--graph goes with the member 'layers', not with '{member.Name}'");
        }
        else if (parsed.GetValue(_freeze) is { Length: > 0 })
        {
            throw new UsageException($"--freeze goes with networks on images, not with '{member.Name}'");
        }

        return changes.Count == 0 ? member : MemberChoice.With(member, changes, contract);
    }

    private static JsonNode Graph(string file, MemberConfig member)
    {
        if (!ImageMembers.TakesGraph(member.Kind))
        {
            throw new UsageException($"--graph goes with the member 'layers', not with '{member.Name}'");
        }

        try
        {
            return JsonNode.Parse(LayerGraph.Parse(File.ReadAllText(file)).ToJson())!;
        }
        catch (LayerGraphException wrong)
        {
            throw new UsageException($"{file}: {wrong.Message}");
        }
    }

    private static void Add(Dictionary<string, JsonNode> changes, string key, JsonNode? value)
    {
        if (value is not null)
        {
            changes[key] = value;
        }
    }
}
