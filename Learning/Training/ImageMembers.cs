using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Training;

/// <summary>The members on images by name.</summary>
public static class ImageMembers
{
    /// <summary>Every name, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Kinds => Backbones.Names;

    /// <summary>True where members of this kind look at images, not at embeddings.</summary>
    public static bool Knows(string kind) => Kinds.Contains(kind, StringComparer.Ordinal);

    /// <exception cref="ArgumentException">The kind is not known, or it has no option of that name.</exception>
    public static void Require(string kind, IReadOnlyDictionary<string, double> special)
    {
        if (!Knows(kind))
        {
            throw new ArgumentException($"There is no member '{kind}' on images: {string.Join(", ", Kinds)}.");
        }

        if (special.Keys.FirstOrDefault() is { } unknown)
        {
            throw new ArgumentException($"A member of kind '{kind}' has no option '{unknown}'.");
        }
    }

    /// <summary>A member with fresh weights.</summary>
    /// <param name="options">Its kind, contract and numbers.</param>
    /// <param name="generator">Draws the weights now and the dropout later; the caller disposes of it after the member.</param>
    public static ImageMember Create(ImageMemberOptions options, torch.Generator generator)
        => new NetworkMember(Backbones.Create(options.Kind, options.Contract.Bands, options.Contract.Size, generator));
}
