using System.CommandLine;
using LensGrains.Cli.Embedding;
using LensGrains.Learning.Embeddings;
using LensGrains.Learning.Networks;
using LensGrains.Learning.SelfSupervised;

namespace LensGrains.Cli.Commands;

/// <summary>The options of <c>lens embed</c>.</summary>
internal sealed class EmbedOptions
{
    private static readonly SelfSupervisedOptions Defaults = new();

    private readonly Option<string> _data = BackupCommand.DataOption();
    private readonly Option<string> _catalog = new("--catalog") { Description = "the catalogue's id", Required = true };
    private readonly Option<EmbedMethod?> _method = new("--method") { Description = "ssl, pretrained, penultimate or pca; left out: only compare on --labels" };
    private readonly Option<string?> _name = new("--name") { Description = "the set's name (default: the method)" };
    private readonly Option<string> _network = new("--network") { Description = $"ssl: {string.Join(", ", Backbones.Names)}", DefaultValueFactory = _ => Defaults.Network };
    private readonly Option<SelfSupervisedMethod> _training = new("--training") { Description = "ssl: simclr, byol or dino", DefaultValueFactory = _ => Defaults.Method };
    private readonly Option<int> _epochs = new("--epochs") { Description = "ssl: times that the images are seen", DefaultValueFactory = _ => Defaults.Epochs };
    private readonly Option<double?> _minutes = new("--minutes") { Description = "ssl: the training ends after so many at the latest" };
    private readonly Option<int> _batch = new("--batch") { Description = "ssl: images in a batch", DefaultValueFactory = _ => Defaults.BatchSize };
    private readonly Option<int> _images = new("--images") { Description = "ssl: images to train on at most", DefaultValueFactory = _ => 20_000 };
    private readonly Option<int> _size = new("--size") { Description = "ssl: pixels along a side of what the network sees", DefaultValueFactory = _ => 64 };
    private readonly Option<long> _seed = new("--seed") { Description = "ssl: seed of weights, order and augmentation", DefaultValueFactory = _ => Defaults.Seed };
    private readonly Option<string?> _weights = new("--weights") { Description = "pretrained, penultimate: an encoder or a member, a safetensors file" };
    private readonly Option<string> _from = new("--from") { Description = "pca: the set to take components of", DefaultValueFactory = _ => "features" };
    private readonly Option<int?> _components = new("--components") { Description = "principal components to keep (default for pca: 64, else vectors stay)" };
    private readonly Option<bool> _whiten = new("--whiten") { Description = "bring every component to the same deviation" };
    private readonly Option<bool> _unit = new("--unit") { Description = "bring every vector to length one" };
    private readonly Option<bool> _upright = new("--one-orientation") { Description = "do not average over the eight orientations: eight times faster" };
    private readonly Option<string> _device = new("--device") { Description = "cpu, cuda or cuda:N", DefaultValueFactory = _ => "cpu" };
    private readonly Option<string?> _labels = new("--labels") { Description = "a CSV with id and label: measure every set, which is what auto then goes by" };
    private readonly Option<string?> _column = new("--label-column") { Description = "its column of labels (default: label or is_lens)" };
    private readonly Option<string?> _positive = new("--positive") { Description = "the label of lenses (default: 1, true, yes, lens or positive)" };

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _data, _catalog, _method, _name, _network, _training, _epochs, _minutes, _batch, _images, _size, _seed, _weights, _from, _components,
            _whiten, _unit, _upright, _device, _labels, _column, _positive,
        ];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="UsageException">What is asked for cannot be.</exception>
    public EmbedRequest Read(ParseResult parsed)
    {
        var method = parsed.GetValue(_method);
        var labels = parsed.GetValue(_labels);
        if (method is null && labels is null)
        {
            throw new UsageException("--method says what to make, --labels by what to compare; one of them is needed");
        }

        return new EmbedRequest(
            parsed.GetValue(_data)!, parsed.GetValue(_catalog)!, method, parsed.GetValue(_name) ?? method?.ToString().ToLowerInvariant() ?? "")
        {
            Training = TrainingOf(parsed),
            Weights = parsed.GetValue(_weights),
            From = parsed.GetValue(_from)!,
            Components = ComponentsOf(parsed),
            IsUnit = parsed.GetValue(_unit),
            AveragesOrientations = !parsed.GetValue(_upright),
            Size = parsed.GetValue(_size),
            TrainingImages = parsed.GetValue(_images),
            Device = parsed.GetValue(_device)!,
            Labels = labels is null ? null : new LabelChoice(labels, parsed.GetValue(_column), parsed.GetValue(_positive)),
        };
    }

    private SelfSupervisedOptions TrainingOf(ParseResult parsed)
    {
        var options = Defaults with
        {
            Method = parsed.GetValue(_training) is var method and not SelfSupervisedMethod.Columns ? method : throw new UsageException("--training is simclr, byol or dino"),
            Network = parsed.GetValue(_network)!,
            Epochs = parsed.GetValue(_epochs),
            BatchSize = parsed.GetValue(_batch),
            MaximumMinutes = parsed.GetValue(_minutes),
            Seed = parsed.GetValue(_seed),
        };
        try
        {
            options.Validate();
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(wrong.Message);
        }

        return Backbones.Names.Contains(options.Network)
            ? options
            : throw new UsageException($"there is no network '{options.Network}': {string.Join(", ", Backbones.Names)}");
    }

    private PcaOptions? ComponentsOf(ParseResult parsed)
    {
        var asked = parsed.GetValue(_components);
        if (asked is < 1)
        {
            throw new UsageException("--components is at least 1");
        }

        return asked is null && !parsed.GetValue(_whiten) && parsed.GetValue(_method) != EmbedMethod.Pca
            ? null
            : new PcaOptions { Components = asked ?? new PcaOptions().Components, Whiten = parsed.GetValue(_whiten) };
    }
}
