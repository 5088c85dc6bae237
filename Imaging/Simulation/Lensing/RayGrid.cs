namespace LensGrains.Imaging.Simulation.Lensing;

/// <summary>
/// Where the rays of a pixel grid come from: those through the pixels' centres at once, those within a pixel when they are first
/// needed. Many sources can be imaged through one lens without tracing anew. For one thread at a time.
/// </summary>
public sealed class RayGrid
{
    private readonly PixelGrid _grid;
    private readonly ILensMapping _mapping;
    private readonly SkyVector[] _centers;
    private readonly SkyVector[]?[] _within;

    /// <summary>Traces the rays through the centres.</summary>
    public RayGrid(PixelGrid grid, ILensMapping mapping)
    {
        (_grid, _mapping) = (grid, mapping);
        _within = new SkyVector[grid.Size * grid.Size][];
        _centers = new SkyVector[grid.Size * grid.Size];
        for (var i = 0; i < _centers.Length; i++)
        {
            _centers[i] = mapping.SourcePosition(grid.Position(i % grid.Size, i / grid.Size));
        }
    }

    /// <summary>
    /// Flux per pixel [y, x] of a source given by its surface brightness (per square arcsecond), which lensing keeps along each ray;
    /// sampled as <see cref="PixelGrid.Sample"/> does.
    /// </summary>
    public float[] Image(Func<SkyVector, double> source) => _grid.Sample(new Traced(this, source));

    private static double Mean(Func<SkyVector, double> source, SkyVector[] rays)
    {
        var sum = 0.0;
        foreach (var ray in rays)
        {
            sum += source(ray);
        }

        return sum / rays.Length;
    }

    private SkyVector[] Within(int x, int y) => _within[(y * _grid.Size) + x] ??= Trace(x, y);

    private SkyVector[] Trace(int x, int y)
    {
        var rays = new SkyVector[PixelGrid.Fine * PixelGrid.Fine];
        for (var point = 0; point < rays.Length; point++)
        {
            rays[point] = _mapping.SourcePosition(_grid.Within(x, y, point));
        }

        return rays;
    }

    private readonly struct Traced(RayGrid rays, Func<SkyVector, double> source) : IPixelBrightness
    {
        public double AtCenter(int x, int y) => source(rays._centers[(y * rays._grid.Size) + x]);

        public double Mean(int x, int y) => RayGrid.Mean(source, rays.Within(x, y));
    }
}
