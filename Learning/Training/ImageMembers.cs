using LensGrains.Imaging;
using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Networks.Graphs;
using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Training;

/// <summary>
/// The members on images: a network by name, and numbers that make more of it. <c>dropout</c>; <c>passes</c> ≥ 2: the score is the mean over so many
/// passes with dropout; <c>swagDraws</c> ≥ 2 (with <c>swagFrom</c>, <c>swagRank</c>): the mean over draws from the distribution of weights that
/// training ended in; <c>orientations</c> ≥ 2: the score of the mean log odds over so many orientations of the image; <c>adversaryRadius</c> (with <c>adversarySteps</c>): trained on adversarial images too.
/// </summary>
public static class ImageMembers
{
    private const double UsualDropout = 0.2;

    private static readonly SpecialNumber Dropout = new("dropout", 0, 0.95, null, "Probability with which features are left out while training; left out: the network's own.");
    private static readonly SpecialNumber Passes = new("passes", 2, 200, null, "The score is the mean over so many passes with dropout.") { IsWhole = true };
    private static readonly SpecialNumber SwagDraws = new("swagDraws", 2, 50, null, "The score is the mean over so many draws from the weights that training ended in.") { IsWhole = true };
    private static readonly SpecialNumber SwagFrom = new("swagFrom", 0, 1, 0.75, "Share of the training after which weights are gathered for the draws.");
    private static readonly SpecialNumber SwagRank = new("swagRank", 0, 50, 10, "Directions of the weights' spread that the draws follow.") { IsWhole = true };
    private static readonly SpecialNumber Orientations = new("orientations", 2, Orientation.Count, null, "The score is that of the mean log odds over so many of the eight orientations of the image.") { IsWhole = true };
    private static readonly SpecialNumber AdversaryRadius = new("adversaryRadius", 0, 4, null, "Trains on adversarial images too, changed by at most this much per normalised pixel.");
    private static readonly SpecialNumber AdversarySteps = new("adversarySteps", 1, 50, 1, "Steps of the adversary.") { IsWhole = true };

    private static readonly SpecialNumber[] Common = [AdversaryRadius, AdversarySteps, Dropout, Orientations, Passes, SwagDraws, SwagFrom, SwagRank];

    /// <summary>Every name, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Kinds { get; } = [.. Backbones.Names.Concat(PhysicsMembers.Kinds).Concat(FilmMember.Kinds).Append(LayersMember.Kind).Order(StringComparer.Ordinal)];

    /// <summary>The numbers beside those of training that members of this kind know.</summary>
    public static IReadOnlyList<SpecialNumber> Numbers(string kind) => PhysicsMembers.Knows(kind) ? [.. Common, .. PhysicsMembers.Numbers]
        : TakesGraph(kind) ? [.. Common.Where(number => number != Dropout)] // the graph says where there is dropout
        : Common;

    /// <summary>True where members of this kind look at images, not at embeddings.</summary>
    public static bool Knows(string kind) => Kinds.Contains(kind, StringComparer.Ordinal);

    /// <summary>True where members of this kind take catalogue columns besides the image.</summary>
    public static bool TakesColumns(string kind) => FilmMember.Kinds.Contains(kind);

    /// <summary>True where a graph of layers defines the network of members of this kind.</summary>
    public static bool TakesGraph(string kind) => kind == LayersMember.Kind;

    /// <summary>Checks a member's graph of layers against what the member sees.</summary>
    /// <exception cref="LayerGraphException">The graph cannot be built; the exception says everything that is wrong.</exception>
    /// <exception cref="ArgumentException">The kind needs a graph and has none, has one and takes none, or passes are asked of one without dropout.</exception>
    public static void RequireGraph(string kind, LayerGraph? graph, ImageContract contract, IReadOnlyDictionary<string, double> special)
        => LayersMember.Require(kind, graph, contract, special.ContainsKey(Passes.Name));

    /// <exception cref="ArgumentException">The kind is not known, it has no option of that name, or a number is out of range.</exception>
    public static void Require(string kind, IReadOnlyDictionary<string, double> special)
    {
        if (!Knows(kind))
        {
            throw new ArgumentException($"There is no member '{kind}' on images: {string.Join(", ", Kinds)}.");
        }

        var known = Numbers(kind);
        foreach (var (name, value) in special)
        {
            var number = known.FirstOrDefault(n => n.Name == name)
                ?? throw new ArgumentException($"A member of kind '{kind}' has no option '{name}'; besides those of training: {string.Join(", ", known.Select(n => n.Name))}.");
            number.Require(value);
        }

        if (new[] { Passes, SwagDraws, Orientations }.Count(number => special.ContainsKey(number.Name)) > 1)
        {
            throw new ArgumentException("A member is scored by passes with dropout, by draws of its weights or over orientations of the image, by one of them.");
        }
    }

    /// <summary>Learned numbers of a member with these options, counted on one that is built for it.</summary>
    public static long CountParameters(ImageMemberOptions options)
    {
        using var generator = new torch.Generator(0);
        using var member = Create(options, generator);
        return member.Module.parameters().Sum(p => p.numel());
    }

    /// <summary>A member with fresh weights.</summary>
    /// <param name="options">Its kind, contract and numbers.</param>
    /// <param name="generator">Draws the weights now and the dropout later; the caller disposes of it after the member.</param>
    public static ImageMember Create(ImageMemberOptions options, torch.Generator generator)
    {
        double? Number(SpecialNumber number) => number.In(options.Special);
        var dropout = Number(Dropout) ?? (Number(Passes) is null ? null : UsualDropout);
        ImageMember member = PhysicsMembers.Knows(options.Kind)
            ? PhysicsMembers.Create(options, generator, dropout)
            : TakesGraph(options.Kind) ? LayersMember.Create(options, generator)
            : TakesColumns(options.Kind) ? FilmMember.Create(options, generator, dropout)
            : new NetworkMember(Backbones.Create(options.Kind, options.Contract.Bands, options.Contract.Size, generator, dropout));
        if (Number(AdversaryRadius) is { } radius and > 0)
        {
            member = new AdversarialMember(member, new AdversaryOptions { Radius = radius, Steps = (int)Number(AdversarySteps)! });
        }

        if (Number(Passes) is { } passes)
        {
            member = new DropoutMember(member, (int)passes, SeededRandom.Seed(options.Seed, "passes"));
        }

        if (Number(Orientations) is { } orientations)
        {
            member = new OrientedMember(member, (int)orientations);
        }

        return Number(SwagDraws) is { } draws
            ? new SwagMember(member, new SwagOptions((int)draws, Number(SwagFrom)!.Value, (int)Number(SwagRank)!), options.Seed)
            : member;
    }
}
