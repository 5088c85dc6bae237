using System.Globalization;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Training;

/// <summary>
/// The members on images: a network by name, and numbers that make more of it. <c>dropout</c>; <c>passes</c> ≥ 2: the score is the mean over so many
/// passes with dropout; <c>swagDraws</c> ≥ 2 (with <c>swagFrom</c>, <c>swagRank</c>): the mean over draws from the distribution of weights that
/// training ended in; <c>adversaryRadius</c> (with <c>adversarySteps</c>): trained on adversarial images too.
/// </summary>
public static class ImageMembers
{
    private const double UsualDropout = 0.2;

    private static readonly SortedDictionary<string, (double Least, double Most)> Numbers = new(StringComparer.Ordinal)
    {
        ["dropout"] = (0, 0.95),
        ["passes"] = (2, 200),
        ["swagDraws"] = (2, 50),
        ["swagFrom"] = (0, 1),
        ["swagRank"] = (0, 50),
        ["adversaryRadius"] = (0, 4),
        ["adversarySteps"] = (1, 50),
    };

    /// <summary>Every name, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Kinds { get; } = [.. Backbones.Names.Concat(PhysicsMembers.Kinds).Concat(FilmMember.Kinds).Order(StringComparer.Ordinal)];

    /// <summary>The numbers that members on images know, in ordinal order.</summary>
    public static IReadOnlyCollection<string> SpecialNames => Numbers.Keys;

    /// <summary>True where members of this kind look at images, not at embeddings.</summary>
    public static bool Knows(string kind) => Kinds.Contains(kind, StringComparer.Ordinal);

    /// <summary>True where members of this kind take catalogue columns besides the image.</summary>
    public static bool TakesColumns(string kind) => FilmMember.Kinds.Contains(kind);

    /// <exception cref="ArgumentException">The kind is not known, it has no option of that name, or a number is out of range.</exception>
    public static void Require(string kind, IReadOnlyDictionary<string, double> special)
    {
        if (!Knows(kind))
        {
            throw new ArgumentException($"There is no member '{kind}' on images: {string.Join(", ", Kinds)}.");
        }

        var physics = PhysicsMembers.Knows(kind) ? PhysicsMembers.Numbers : null;
        foreach (var (name, value) in special)
        {
            var range = (Least: 0.0, Most: 0.0);
            if (physics?.TryGetValue(name, out range) != true && !Numbers.TryGetValue(name, out range))
            {
                throw new ArgumentException(
                    $"A member of kind '{kind}' has no option '{name}'; besides those of training: {string.Join(", ", SpecialNames.Concat(physics?.Keys ?? []))}.");
            }

            if (!(value >= range.Least && value <= range.Most))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} is {range.Least} to {range.Most}, not {value}."));
            }
        }

        if (special.ContainsKey("passes") && special.ContainsKey("swagDraws"))
        {
            throw new ArgumentException("A member is scored by passes with dropout or by draws of its weights, not by both.");
        }
    }

    /// <summary>A member with fresh weights.</summary>
    /// <param name="options">Its kind, contract and numbers.</param>
    /// <param name="generator">Draws the weights now and the dropout later; the caller disposes of it after the member.</param>
    public static ImageMember Create(ImageMemberOptions options, torch.Generator generator)
    {
        double? Number(string name) => options.Special.TryGetValue(name, out var value) ? value : null;
        var dropout = Number("dropout") ?? (Number("passes") is null ? null : UsualDropout);
        ImageMember member = PhysicsMembers.Knows(options.Kind)
            ? PhysicsMembers.Create(options, generator, dropout)
            : TakesColumns(options.Kind) ? FilmMember.Create(options, generator, dropout)
            : new NetworkMember(Backbones.Create(options.Kind, options.Contract.Bands, options.Contract.Size, generator, dropout));
        if (Number("adversaryRadius") is { } radius and > 0)
        {
            member = new AdversarialMember(member, new AdversaryOptions { Radius = radius, Steps = (int)(Number("adversarySteps") ?? 1) });
        }

        if (Number("passes") is { } passes)
        {
            member = new DropoutMember(member, (int)passes, SeededRandom.Seed(options.Seed, "passes"));
        }

        return Number("swagDraws") is { } draws
            ? new SwagMember(member, new SwagOptions((int)draws, Number("swagFrom") ?? 0.75, (int)(Number("swagRank") ?? 10)), options.Seed)
            : member;
    }
}
