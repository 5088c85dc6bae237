namespace LensGrains.Learning.Networks;

/// <summary>The size of a network that looks at images in the light of catalogue columns.</summary>
public sealed record ConditionedOptions
{
    /// <summary>The columns, such as PSF width, magnitude and redshift, with their scales.</summary>
    public required IReadOnlyList<ColumnScale> Columns { get; init; }

    /// <summary>The residual network (18 layers).</summary>
    public NetworkOptions Convolutions { get; init; } = new() { Dropout = 0.1 };

    /// <summary>Width of what the columns become.</summary>
    public long ColumnWidth { get; init; } = 32;

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        Convolutions.Validate();
        if (Columns.Count is 0 or > 256 || ColumnWidth is <= 0 or > 4096
            || Columns.Any(column => !double.IsFinite(column.Mean) || !(column.Deviation > 0 && double.IsFinite(column.Deviation))))
        {
            throw new ArgumentException("Conditioned network options: 1 to 256 columns with finite scales, a width of 1 to 4,096.");
        }
    }
}

/// <summary>
/// ResNet-18 whose maps after every stage are multiplied by 1 + γ and shifted by β, channel by channel, both from the catalogue's columns
/// (FiLM: Perez et al. 2018, arXiv:1709.07871). At the start γ and β are nearly 0. Columns may be missing, one or all of them.
/// </summary>
public sealed class ConditionedNetwork : torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor>
{
    private const int Stages = 4;

    private readonly ConditionedOptions _options;
    private readonly ResidualTrunk _trunk;
    private readonly ColumnEncoder columns;
    private readonly ModuleList<Linear> modulation;
    private readonly SeededDropout dropout;
    private readonly Linear head;

    /// <param name="options">Sizes.</param>
    /// <param name="generator">Draws the weights now and the dropout later; the caller disposes of it after the network.</param>
    public ConditionedNetwork(ConditionedOptions options, torch.Generator generator)
        : base("film")
    {
        options.Validate();
        _options = options;
        _trunk = new ResidualTrunk(ResNetDepth.Eighteen, options.Convolutions, Stages);
        _trunk.RegisterIn(this);
        FeatureWidth = ChannelsAfter(Stages - 1);
        columns = new ColumnEncoder(options.Columns, options.ColumnWidth, generator);
        modulation = torch.nn.ModuleList([.. Enumerable.Range(0, Stages).Select(stage => torch.nn.Linear(options.ColumnWidth, 2 * ChannelsAfter(stage)))]);
        dropout = new SeededDropout(options.Convolutions.Dropout, generator);
        head = torch.nn.Linear(FeatureWidth, options.Convolutions.Outputs);
        RegisterComponents();
        Start(generator);
    }

    /// <summary>Width d of the penultimate features.</summary>
    public long FeatureWidth { get; }

    /// <summary>Images [n, c, y, x] and columns [n, k] (not finite: not known; null: none is known) → [n, d].</summary>
    /// <exception cref="ArgumentException">The shapes are not the network's.</exception>
    public torch.Tensor Features(torch.Tensor images, torch.Tensor? catalogue)
    {
        RequireShapes(images, catalogue);
        using var scope = torch.NewDisposeScope();
        var given = catalogue ?? torch.full([images.shape[0], _options.Columns.Count], double.NaN, images.dtype, images.device);
        var context = columns.forward(given);
        var maps = _trunk.Begin(images);
        for (var stage = 0; stage < Stages; stage++)
        {
            var parts = modulation[stage].forward(context).unsqueeze(-1).unsqueeze(-1).chunk(2, 1);
            maps = (_trunk.Stage(stage, maps) * (parts[0] + 1)) + parts[1];
        }

        return maps.mean([2, 3]).MoveToOuterDisposeScope();
    }

    /// <summary>The head alone, with its dropout while training: features [n, d] → logits [n, outputs].</summary>
    public torch.Tensor Classify(torch.Tensor features)
    {
        using var kept = dropout.forward(features);
        return head.forward(kept);
    }

    /// <summary>Images [n, c, y, x] and columns [n, k] (not finite: not known; null: none is known) → logits [n], where there is one a source.</summary>
    public torch.Tensor Logits(torch.Tensor images, torch.Tensor? catalogue)
    {
        using var scope = torch.NewDisposeScope();
        return Classify(Features(images, catalogue)).squeeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>Images [n, c, y, x] and columns [n, k] → logits [n, outputs].</summary>
    public override torch.Tensor forward(torch.Tensor input1, torch.Tensor input2)
    {
        using var scope = torch.NewDisposeScope();
        return Classify(Features(input1, input2)).MoveToOuterDisposeScope();
    }

    private long ChannelsAfter(int stage) => ResidualTrunk.Channels(ResNetDepth.Eighteen, _options.Convolutions.Width, stage);

    private void RequireShapes(torch.Tensor images, torch.Tensor? catalogue)
    {
        if (images.shape is not [var n, var bands, _, _] || bands != _options.Convolutions.Inputs
            || (catalogue is not null && !catalogue.shape.SequenceEqual([n, _options.Columns.Count])))
        {
            throw new ArgumentException(
                $"The network takes images [n, {_options.Convolutions.Inputs}, y, x] and columns [n, {_options.Columns.Count}]; these are "
                + $"[{string.Join(", ", images.shape)}] and {(catalogue is null ? "none" : $"[{string.Join(", ", catalogue.shape)}]")}.");
        }
    }

    private void Start(torch.Generator generator)
    {
        foreach (var convolution in modules().OfType<Conv2d>())
        {
            Starts.HeNormal(convolution, generator);
        }

        foreach (var layer in modulation)
        {
            Starts.Normal(layer, 0.01, generator);
        }

        Starts.Uniform(head, 1 / Math.Sqrt(FeatureWidth), generator);
    }
}
