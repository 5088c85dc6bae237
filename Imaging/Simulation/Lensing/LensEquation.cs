namespace LensGrains.Imaging.Simulation.Lensing;

/// <summary>An image of a point.</summary>
/// <param name="Position">Where it is seen.</param>
/// <param name="Magnification">Flux over that of the source; negative where the image is mirrored.</param>
public readonly record struct PointImage(SkyVector Position, double Magnification);

/// <summary>
/// Finds the images of a point. A square around the lens is cut into cells, finer along the critical curve, where images are born in
/// pairs, and about cusps of the mass, where a small cell holds rays from everywhere; each triangle that the mapping lays over the source, and each point that comes nearer to it than its neighbours,
/// starts a Newton iteration with the mapping's own derivative.
/// </summary>
public static class LensEquation
{
    private const int Cells = 40;
    private const int CriticalDepth = 4;
    private const int CuspDepth = 8;
    private const double WideShare = 0.1;
    private const int MaxSteps = 60;
    private const double ResidualArcsec = 1e-10;
    private const double SameImageArcsec = 1e-6;

    /// <summary>All images within a square, brightest first. Images fainter than <paramref name="leastMagnification"/> are left out.</summary>
    /// <param name="mapping">The lens.</param>
    /// <param name="source">β.</param>
    /// <param name="center">Of the square.</param>
    /// <param name="halfWidthArcsec">Half a side of the square.</param>
    /// <param name="leastMagnification">Smallest |μ| that counts as an image. Default 1e-3.</param>
    public static IReadOnlyList<PointImage> Images(
        ILensMapping mapping, SkyVector source, SkyVector center, double halfWidthArcsec, double leastMagnification = 1e-3)
    {
        var images = new List<PointImage>();
        foreach (var (start, reach) in Starts(mapping, source, center, halfWidthArcsec))
        {
            if (Refine(mapping, source, start, reach) is not { } position || images.Exists(known => (known.Position - position).Length < SameImageArcsec))
            {
                continue;
            }

            var magnification = 1 / mapping.Jacobian(position).Determinant;
            if (Math.Abs(magnification) >= leastMagnification)
            {
                images.Add(new PointImage(position, magnification));
            }
        }

        return [.. images.OrderByDescending(image => Math.Abs(image.Magnification))];
    }

    private static List<(SkyVector Position, double ReachArcsec)> Starts(ILensMapping mapping, SkyVector source, SkyVector center, double halfWidth)
    {
        var side = 2 * halfWidth / Cells;
        var corners = new Ray[(Cells + 1) * (Cells + 1)];
        for (var i = 0; i < corners.Length; i++)
        {
            var position = center + new SkyVector(((i % (Cells + 1)) * side) - halfWidth, ((i / (Cells + 1)) * side) - halfWidth);
            corners[i] = Ray.At(mapping, position);
        }

        var starts = new List<(SkyVector, double)>();
        for (var y = 0; y < Cells; y++)
        {
            for (var x = 0; x < Cells; x++)
            {
                var i = (y * (Cells + 1)) + x;
                var cell = new Cell(corners[i], corners[i + 1], corners[i + Cells + 1], corners[i + Cells + 2]);
                new Search(mapping, source, WideShare * halfWidth, starts).Visit(cell, side, 0);
                if (x > 0 && y > 0 && IsNearest(corners, i, source))
                {
                    starts.Add((corners[i].Position, 2 * side));
                }
            }
        }

        return starts;
    }

    private static bool IsNearest(Ray[] corners, int i, SkyVector source)
    {
        var own = (corners[i].Source - source).Length;
        for (var dy = -1; dy <= 1; dy++)
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                if ((dx, dy) != (0, 0) && (corners[i + (dy * (Cells + 1)) + dx].Source - source).Length < own)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Newton's iteration; a step is shortened until it comes nearer to the source. Null where it leaves the neighbourhood or stalls.</summary>
    private static SkyVector? Refine(ILensMapping mapping, SkyVector source, SkyVector start, double reachArcsec)
    {
        var (position, residual) = (start, mapping.SourcePosition(start) - source);
        for (var step = 0; step < MaxSteps && residual.Length > ResidualArcsec; step++)
        {
            var move = mapping.Jacobian(position).Solve(residual);
            if (!double.IsFinite(move.Length))
            {
                return null;
            }

            var factor = Math.Min(1, reachArcsec / Math.Max(move.Length, 1e-300));
            var (next, left) = Moved(mapping, source, position, factor, move);
            for (; left.Length >= residual.Length && factor * move.Length > 1e-14; factor /= 2)
            {
                (next, left) = Moved(mapping, source, position, factor / 2, move);
            }

            if (left.Length >= residual.Length || (next - start).Length > 4 * reachArcsec)
            {
                return null;
            }

            (position, residual) = (next, left);
        }

        return residual.Length <= ResidualArcsec ? position : null;
    }

    private static (SkyVector Position, SkyVector Residual) Moved(
        ILensMapping mapping, SkyVector source, SkyVector position, double factor, SkyVector move)
    {
        var next = position - (factor * move);
        return (next, mapping.SourcePosition(next) - source);
    }

    private readonly record struct Search(ILensMapping Mapping, SkyVector Source, double WideArcsec, List<(SkyVector, double)> Starts)
    {
        public void Visit(in Cell cell, double side, int depth)
        {
            if ((cell.IsCritical && depth < CriticalDepth) || (cell.Width > WideArcsec && depth < CuspDepth))
            {
                var half = side / 2;
                var corner = cell.LowerLeft.Position;
                var bottom = Ray.At(Mapping, corner + new SkyVector(half, 0));
                var west = Ray.At(Mapping, corner + new SkyVector(0, half));
                var middle = Ray.At(Mapping, corner + new SkyVector(half, half));
                var east = Ray.At(Mapping, corner + new SkyVector(side, half));
                var top = Ray.At(Mapping, corner + new SkyVector(half, side));
                Visit(new Cell(cell.LowerLeft, bottom, west, middle), half, depth + 1);
                Visit(new Cell(bottom, cell.LowerRight, middle, east), half, depth + 1);
                Visit(new Cell(west, middle, cell.UpperLeft, top), half, depth + 1);
                Visit(new Cell(middle, east, top, cell.UpperRight), half, depth + 1);
            }
            else if (cell.Covers(Source))
            {
                Starts.Add((cell.LowerLeft.Position + new SkyVector(side / 2, side / 2), 2 * side));
            }
        }
    }

    private readonly record struct Ray(SkyVector Position, SkyVector Source, double Determinant)
    {
        public static Ray At(ILensMapping mapping, SkyVector position)
            => new(position, mapping.SourcePosition(position), mapping.Jacobian(position).Determinant);
    }

    private readonly record struct Cell(Ray LowerLeft, Ray LowerRight, Ray UpperLeft, Ray UpperRight)
    {
        /// <summary>The critical curve passes between the corners.</summary>
        public bool IsCritical
        {
            get
            {
                var positive = LowerLeft.Determinant > 0;
                return LowerRight.Determinant > 0 != positive || UpperLeft.Determinant > 0 != positive || UpperRight.Determinant > 0 != positive;
            }
        }

        /// <summary>How far apart its rays come from.</summary>
        public double Width => Math.Max((LowerLeft.Source - UpperRight.Source).Length, (LowerRight.Source - UpperLeft.Source).Length);

        public bool Covers(SkyVector source)
            => Covers(LowerLeft.Source, LowerRight.Source, UpperRight.Source, source) || Covers(LowerLeft.Source, UpperRight.Source, UpperLeft.Source, source);

        private static bool Covers(SkyVector a, SkyVector b, SkyVector c, SkyVector point)
        {
            var (first, second, third) = (Side(a, b, point), Side(b, c, point), Side(c, a, point));
            return (first >= 0 && second >= 0 && third >= 0) || (first <= 0 && second <= 0 && third <= 0);
        }

        private static double Side(SkyVector from, SkyVector to, SkyVector point)
            => ((to.X - from.X) * (point.Y - from.Y)) - ((to.Y - from.Y) * (point.X - from.X));
    }
}
