using System.Numerics;

namespace LensGrains.Learning.Data;

/// <summary>
/// A fingerprint of an image that its copies share when they are turned by quarters, mirrored, rescaled in brightness, saved anew or
/// given further noise up to about the noise they have. The image is averaged onto a grid of at most 32 × 32 cells and high-passed
/// twice (each cell minus the mean of its neighbours), which takes away what all galaxies share and leaves the noise and fine
/// structure of this one exposure; a bit is the sign of what is left, and cells where next to nothing is left carry no bit. Copies
/// that are shifted or turned by other angles are not recognised: for these there are positions and seeds.
/// </summary>
public sealed class PerceptualHash
{
    /// <summary>Agreement from which two images count as copies; copies with as much noise added as there was agree to 0.5 ± 0.03.</summary>
    public const double DefaultAgreement = 0.4;

    private const int LargestSide = 32;
    private const double Negligible = 0.05; // of the median

    private readonly Bits _grid;
    private readonly Bits _symmetric;

    private PerceptualHash(int side, Bits grid, Bits symmetric) => (Side, _grid, _symmetric) = (side, grid, symmetric);

    /// <summary>Cells along a side of the grid; only hashes of the same grid can be compared.</summary>
    public int Side { get; }

    /// <summary>Cells that carry a bit.</summary>
    public int InformativeBits => _grid.Informative;

    /// <summary>Hashes one plane.</summary>
    /// <param name="pixels">[y, x]; not finite: no value.</param>
    /// <param name="width">Columns, 8 or more.</param>
    /// <param name="height">Rows, 8 or more.</param>
    /// <returns>Null where nothing is left to tell images apart: a constant image, or one without values.</returns>
    public static PerceptualHash? Of(ReadOnlySpan<float> pixels, int width, int height)
    {
        if (width < 8 || height < 8 || pixels.Length != width * height)
        {
            throw new ArgumentException($"{pixels.Length} pixels are no image of {width} × {height}, both 8 or more.");
        }

        var side = Math.Min(LargestSide, Math.Min(width, height));
        var cells = CellGrid.HighPass(CellGrid.HighPass(CellGrid.Average(pixels, width, height, side), side), side);
        var grid = Bits.Of(cells, Negligible);
        return grid.Informative == 0 ? null : new PerceptualHash(side, grid, Bits.Of(CellGrid.Symmetric(cells, side), Negligible));
    }

    /// <summary>
    /// 1 - 2 × (share of unlike bits) under the best of the eight turns and mirrorings: 1 for a copy, about 0 for two exposures. With
    /// added noise of f times the noise that is there it is 1 - 2 arccos(1 / sqrt(1 + f²)) / π, so 0.5 at f = 1.
    /// </summary>
    public double Agreement(PerceptualHash other)
    {
        if (Side != other.Side)
        {
            throw new ArgumentException($"Grids of {Side} and {other.Side} cells cannot be compared.");
        }

        return Turned().Max(turned => turned.Agreement(other._grid).Value);
    }

    /// <summary>
    /// True for copies: an agreement of <paramref name="leastAgreement"/> or more that is also 8 standard deviations from chance
    /// (agreement × sqrt(bits) ≥ 8), so that images with few informative cells need more. Hashes of other grids are no copies.
    /// </summary>
    public bool IsCopyOf(PerceptualHash other, double leastAgreement = DefaultAgreement)
        => MayBeCopy(other, leastAgreement) && other.IsCopyOfAny(Turned(), leastAgreement);

    // Sums over all turns and mirrorings are the same for all of them, and lose nothing by added noise that single cells would keep: 136
    // bits that rule out most pairs without a turn.
    internal bool MayBeCopy(PerceptualHash other, double leastAgreement)
        => Side == other.Side && _symmetric.Agreement(other._symmetric).Value >= leastAgreement / 2;

    internal Bits[] Turned() => Enumerable.Range(0, 8).Select(turn => _grid.Turned(Side, turn)).ToArray();

    internal bool IsCopyOfAny(Bits[] turned, double leastAgreement)
    {
        foreach (var bits in turned)
        {
            if (IsCopy(bits.Agreement(_grid), leastAgreement))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCopy((double Value, int Shared) agreement, double least)
        => agreement.Value >= least && agreement.Value * Math.Sqrt(agreement.Shared) >= 8;

    /// <summary>Signs, and which of them mean something.</summary>
    internal sealed class Bits
    {
        private readonly ulong[] _signs;
        private readonly ulong[] _mask;

        private Bits(int count)
        {
            Count = count;
            _signs = new ulong[(count + 63) / 64];
            _mask = new ulong[_signs.Length];
        }

        public int Count { get; }

        public int Informative => _mask.Sum(word => BitOperations.PopCount(word));

        public static Bits Of(double[] values, double negligible)
        {
            var sizes = values.Where(double.IsFinite).Select(Math.Abs).Order().ToArray();
            var bits = new Bits(values.Length);
            if (sizes.Length == 0)
            {
                return bits;
            }

            // Where more than half is level (a saturated or cut background), what is left is held against the largest instead.
            var least = Math.Max(negligible * sizes[sizes.Length / 2], 1e-6 * sizes[^1]);
            for (var i = 0; i < values.Length; i++)
            {
                if (Math.Abs(values[i]) > least)
                {
                    bits.Set(i, values[i] > 0);
                }
            }

            return bits;
        }

        public (double Value, int Shared) Agreement(Bits other)
        {
            var (unlike, shared) = (0, 0);
            for (var i = 0; i < _signs.Length; i++)
            {
                var both = _mask[i] & other._mask[i];
                shared += BitOperations.PopCount(both);
                unlike += BitOperations.PopCount((_signs[i] ^ other._signs[i]) & both);
            }

            return (shared == 0 ? 0 : 1 - (2.0 * unlike / shared), shared);
        }

        /// <summary>A square grid, turned and mirrored: turn 0 is as it is.</summary>
        public Bits Turned(int side, int turn)
        {
            var turned = new Bits(Count);
            for (var i = 0; i < Count; i++)
            {
                if ((_mask[i >> 6] >> (i & 63) & 1) != 0)
                {
                    turned.Set(CellGrid.Turn(i, side, turn), (_signs[i >> 6] >> (i & 63) & 1) != 0);
                }
            }

            return turned;
        }

        private void Set(int i, bool positive)
        {
            _mask[i >> 6] |= 1UL << (i & 63);
            _signs[i >> 6] |= positive ? 1UL << (i & 63) : 0;
        }
    }
}
