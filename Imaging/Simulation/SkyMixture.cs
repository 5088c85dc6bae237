using System.Globalization;

namespace LensGrains.Imaging.Simulation;

/// <summary>How often each kind of source is drawn: the shares of the lenses add up to 1, and so do those of all others.</summary>
public sealed class SkyMixture
{
    private SkyMixture(IReadOnlyList<KindShare> lenses, IReadOnlyList<KindShare> others) => (Lenses, Others) = (lenses, others);

    /// <summary>One galaxy per lens, and the commonest galaxies and artefacts.</summary>
    public static SkyMixture Survey { get; } = new(
        [new(SourceKind.Lens, 1)],
        [
            new(SourceKind.Elliptical, 0.28), new(SourceKind.Companions, 0.24), new(SourceKind.Spiral, 0.2), new(SourceKind.EdgeOn, 0.09),
            new(SourceKind.Merger, 0.08), new(SourceKind.Ring, 0.05), new(SourceKind.Artefact, 0.06),
        ]);

    /// <summary>Every kind of lens, and every kind of false positive.</summary>
    public static SkyMixture Full { get; } = new(
        [
            new(SourceKind.Lens, 0.7), new(SourceKind.Group, 0.1), new(SourceKind.Cluster, 0.04), new(SourceKind.Quasar, 0.1),
            new(SourceKind.DoublePlane, 0.06),
        ],
        [
            new(SourceKind.Elliptical, 0.2), new(SourceKind.Companions, 0.16), new(SourceKind.Spiral, 0.16), new(SourceKind.EdgeOn, 0.06),
            new(SourceKind.Merger, 0.07), new(SourceKind.Ring, 0.05), new(SourceKind.PolarRing, 0.03), new(SourceKind.ChanceAlignment, 0.06),
            new(SourceKind.EdgeOnCompanion, 0.05), new(SourceKind.RedGroup, 0.05), new(SourceKind.StarPair, 0.04),
            new(SourceKind.DiffractionSpikes, 0.02), new(SourceKind.Ghost, 0.02), new(SourceKind.SatelliteTrail, 0.015),
            new(SourceKind.CosmicRays, 0.015),
        ]);

    /// <summary>Shares among the lenses, more than 0.</summary>
    public IReadOnlyList<KindShare> Lenses { get; }

    /// <summary>Shares among everything else, more than 0.</summary>
    public IReadOnlyList<KindShare> Others { get; }

    /// <summary>The kinds that can be given a share.</summary>
    public static IReadOnlyList<SourceKind> Kinds { get; } =
        [.. Enum.GetValues<SourceKind>().Where(kind => kind is not (SourceKind.PaintedArcs or SourceKind.Blobs))];

    /// <summary>The same mixture with some shares given (0: never); the others on the same side shrink or grow together to fill the rest.</summary>
    /// <exception cref="ArgumentException">A share is not from 0 to 1, the shares of a side do not add up to 1, or a kind cannot be given one.</exception>
    public SkyMixture With(params IReadOnlyList<KindShare> given)
    {
        if (given.DistinctBy(share => share.Kind).Count() < given.Count)
        {
            throw new ArgumentException("A kind is given two shares.");
        }

        foreach (var share in given)
        {
            if (!Kinds.Contains(share.Kind) || share.Share is not (>= 0 and <= 1))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{share.Kind} cannot have the share {share.Share}."));
            }
        }

        return new SkyMixture(
            Filled(Lenses, [.. given.Where(share => share.Kind.IsLens())]), Filled(Others, [.. given.Where(share => !share.Kind.IsLens())]));
    }

    internal static SourceKind Draw(IReadOnlyList<KindShare> shares, Xoshiro random)
    {
        if (shares.Count == 1)
        {
            return shares[0].Kind;
        }

        var left = random.Uniform();
        foreach (var (kind, share) in shares)
        {
            left -= share;
            if (left < 0)
            {
                return kind;
            }
        }

        return shares[0].Kind;
    }

    private static IReadOnlyList<KindShare> Filled(IReadOnlyList<KindShare> shares, KindShare[] given)
    {
        if (given.Length == 0)
        {
            return shares;
        }

        var rest = shares.Where(share => !given.Any(other => other.Kind == share.Kind)).ToArray();
        var (taken, free) = (given.Sum(share => share.Share), rest.Sum(share => share.Share));
        if (taken > 1 + 1e-9 || (free == 0 && taken < 1 - 1e-9))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The shares of a side add up to {taken}, not to 1."));
        }

        var scale = free == 0 ? 0 : Math.Max(0, 1 - taken) / free;
        return [.. rest.Select(share => share with { Share = scale * share.Share }).Concat(given).Where(share => share.Share > 0)];
    }
}

/// <summary>How often a kind is drawn on its side, the lenses or the others.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Share">0 to 1.</param>
public readonly record struct KindShare(SourceKind Kind, double Share);
