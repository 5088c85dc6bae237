namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>All light that comes from behind a lens, kept apart until it has been measured.</summary>
internal sealed class LensedLight(Camera camera)
{
    private readonly Scene _scene = new(camera.Grid);
    private double _unlensed;

    /// <summary>Adds an extended source.</summary>
    public void Add(Arcs arcs) => Add(arcs.Layer, arcs.Magnitudes);

    /// <summary>Adds an image made of a source of total flux 1.</summary>
    public void Add(float[] layer, Magnitudes magnitudes)
    {
        _scene.AddLayer(layer, magnitudes);
        _unlensed += Camera.Flux(magnitudes.G);
    }

    /// <summary>Adds the images of a point: where they are, and how many times as bright as the source each of them is.</summary>
    public void AddPoints(IEnumerable<(SkyVector Position, double Factor)> images, Magnitudes magnitudes)
    {
        foreach (var (position, factor) in images)
        {
            PointSources.Add(_scene, camera, position, magnitudes, factor);
        }

        _unlensed += Camera.Flux(magnitudes.G);
    }

    /// <summary>Puts the light on the sky.</summary>
    public void Shine(Scene scene) => scene.Add(_scene);

    public SourceTruth Describe(SourceTruth truth, Magnitudes lens)
    {
        var flux = _scene.Planes[0].Sum() + _scene.Unblurred[0].Sum();
        return truth with
        {
            ArcToLensFluxRatio = flux / Camera.Flux(lens.G),
            ArcSignalToNoise = SignalToNoise(),
            Magnification = flux / _unlensed,
        };
    }

    private double SignalToNoise()
    {
        var sum = 0.0;
        for (var band = 0; band < SkyOptions.Bands.Count; band++)
        {
            var noise = camera.SkyNoise(band);
            sum += camera.Seen(_scene, band).Sum(value => value * (double)value / (noise * noise));
        }

        return Math.Sqrt(sum);
    }
}
