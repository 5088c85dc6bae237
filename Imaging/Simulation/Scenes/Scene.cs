using System.Numerics.Tensors;

namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>What is on the sky before the camera: planes g, r, i in electrons per second.</summary>
internal sealed class Scene(PixelGrid grid)
{
    private const double SersicReach = 5;

    public PixelGrid Grid => grid;

    /// <summary>Three planes [y, x].</summary>
    public float[][] Planes { get; } = MakePlanes(grid);

    /// <summary>Three planes that are added after the seeing has blurred the others.</summary>
    public float[][] Unblurred { get; } = MakePlanes(grid);

    /// <summary>Adds all light of another scene on the same grid.</summary>
    public void Add(Scene other)
    {
        for (var band = 0; band < Planes.Length; band++)
        {
            TensorPrimitives.Add(Planes[band], other.Planes[band], Planes[band]);
            TensorPrimitives.Add(Unblurred[band], other.Unblurred[band], Unblurred[band]);
        }
    }

    /// <summary>Adds a surface of any normalisation; its flux within the square is set to the magnitudes.</summary>
    public void AddNormalised(Func<SkyVector, double> brightness, Magnitudes magnitudes)
    {
        var layer = grid.Sample(brightness);
        var sum = layer.Sum();
        if (sum > 0)
        {
            AddLayer(Array.ConvertAll(layer, value => value / sum), magnitudes);
        }
    }

    public void AddLayer(float[] layer, Magnitudes magnitudes)
    {
        for (var band = 0; band < Planes.Length; band++)
        {
            var flux = (float)Camera.Flux(magnitudes[band]);
            var plane = Planes[band];
            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] += flux * layer[i];
            }
        }
    }

    public void AddSersic(
        SkyVector center, double effectiveRadiusArcsec, double index, double axisRatio, double angleRadians, Magnitudes magnitudes)
    {
        var profile = new SersicProfile(center, effectiveRadiusArcsec, index, axisRatio, angleRadians);
        var reach = (effectiveRadiusArcsec * SersicReach * Math.Max(1, index / 2) / Math.Sqrt(axisRatio)) + 1;
        AddLayer(grid.Sample(profile.Brightness, center, reach), magnitudes);
    }

    private static float[][] MakePlanes(PixelGrid grid)
        => [new float[grid.Size * grid.Size], new float[grid.Size * grid.Size], new float[grid.Size * grid.Size]];
}
