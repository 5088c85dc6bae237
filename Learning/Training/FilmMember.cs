using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Training;

/// <summary>A network whose features are modulated by catalogue columns (FiLM: Perez et al. 2018, arXiv:1709.07871).</summary>
internal sealed class FilmMember(ConditionedNetwork network, int columns) : ImageMember
{
    private const double Narrow = 0.25;

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["film", "film_narrow"];

    public override torch.nn.Module Module => network;

    public override int Columns => columns;

    public override long FeatureWidth => network.FeatureWidth;

    /// <summary>A member with fresh weights.</summary>
    public static FilmMember Create(ImageMemberOptions options, torch.Generator generator, double? dropout)
    {
        var size = new NetworkOptions
        {
            Inputs = options.Contract.Bands,
            Width = options.Kind == "film" ? 1 : Narrow,
            Stem = options.Contract.Size < Backbones.SmallImage ? Stem.Small : Stem.Large,
            Dropout = dropout ?? 0.1,
        };
        var network = new ConditionedNetwork(new ConditionedOptions { Columns = options.Columns, Convolutions = size }, generator);
        return new FilmMember(network, options.Columns.Count);
    }

    public override torch.Tensor Logits(torch.Tensor images, torch.Tensor? columns) => network.Logits(images, columns);

    public override torch.Tensor Features(torch.Tensor images, torch.Tensor? columns) => network.Features(images, columns);
}
