using System.Globalization;

namespace LensGrains.Learning.Networks;

/// <summary>
/// The first layer and the first stages of a residual network. The arrays belong to the module that registers them, so that they have
/// torchvision's names there.
/// </summary>
internal sealed class ResidualTrunk
{
    private const long Planes = 64;

    private readonly Stem _stem;
    private readonly Conv2d _first;
    private readonly BatchNorm2d _norm;
    private readonly Sequential[] _stages;

    /// <param name="depth">Blocks of each stage.</param>
    /// <param name="options">Bands, width and stem.</param>
    /// <param name="stages">Stages, 1 to 4.</param>
    public ResidualTrunk(ResNetDepth depth, NetworkOptions options, int stages)
    {
        _stem = options.Stem;
        var width = PlanesOf(options.Width);
        _first = _stem == Stem.Small
            ? torch.nn.Conv2d(options.Inputs, width, 3, padding: 1, bias: false)
            : torch.nn.Conv2d(options.Inputs, width, 7, stride: 2, padding: 3, bias: false);
        _norm = torch.nn.BatchNorm2d(width);
        _stages = new Sequential[stages];
        var channels = width;
        for (var stage = 0; stage < stages; stage++)
        {
            var planes = width << stage;
            _stages[stage] = depth.Stage(channels, planes, stage == 0 ? 1 : 2, stage);
            channels = planes * depth.Expansion;
        }
    }

    /// <summary>Number of stages.</summary>
    public int Stages => _stages.Length;

    /// <summary>Channels that leave a stage, from 0, at this width.</summary>
    public static long Channels(ResNetDepth depth, double width, int stage) => (PlanesOf(width) << stage) * depth.Expansion;

    /// <summary>Gives the arrays to a module as <c>conv1</c>, <c>bn1</c> and <c>layer1</c> …</summary>
    public void RegisterIn(torch.nn.Module owner)
    {
        owner.register_module("conv1", _first);
        owner.register_module("bn1", _norm);
        for (var stage = 0; stage < _stages.Length; stage++)
        {
            owner.register_module("layer" + (stage + 1).ToString(CultureInfo.InvariantCulture), _stages[stage]);
        }
    }

    /// <summary>Images [n, c, y, x] → what the first stage sees.</summary>
    public torch.Tensor Begin(torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        var maps = _norm.forward(_first.forward(images)).relu_();
        return (_stem == Stem.Large ? torch.nn.functional.max_pool2d(maps, [3], [2], [1]) : maps).MoveToOuterDisposeScope();
    }

    /// <summary>One stage, from 0.</summary>
    public torch.Tensor Stage(int stage, torch.Tensor maps) => _stages[stage].forward(maps);

    /// <summary>Images [n, c, y, x] → [n, channels, y', x'] after so many stages.</summary>
    public torch.Tensor Maps(torch.Tensor images, int stages)
    {
        using var scope = torch.NewDisposeScope();
        var maps = Begin(images);
        for (var stage = 0; stage < stages; stage++)
        {
            maps = Stage(stage, maps);
        }

        return maps.MoveToOuterDisposeScope();
    }

    private static long PlanesOf(double width) => Networks.Channels.Scaled(Planes, width);
}
