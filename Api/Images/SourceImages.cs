using LensGrains.Core.Catalogs;
using LensGrains.Imaging;

namespace LensGrains.Api.Images;

/// <summary>Pictures of sources: from the cache, or rendered, as many at once as there are processors.</summary>
internal sealed class SourceImages(ImageCache cache) : IDisposable
{
    private readonly SemaphoreSlim _renderers = new(Environment.ProcessorCount);

    /// <summary>The picture's bytes, or the reason why there is none.</summary>
    public async Task<(byte[]? Bytes, ImageFault? Fault)> GetAsync(SourceRow row, ImageRequest request, CancellationToken cancellationToken)
    {
        if (row.Files.Length == 0)
        {
            return (null, new ImageFault(ImageFaultCodes.NotFound, "Only an embedding of this source was imported; there is no image file."));
        }

        ImageFault? fault = null;
        var bytes = await cache.GetAsync(request.NameFor(row), async () =>
        {
            (var picture, fault) = await RenderAsync(row, request);
            return picture?.Bytes;
        }).WaitAsync(cancellationToken);
        if (bytes is null && fault is null)
        {
            (_, fault) = await RenderAsync(row, request); // another request made it, and only that one was told why it failed
        }

        return (bytes, fault);
    }

    public void Dispose() => _renderers.Dispose();

    private async Task<RenderOutcome> RenderAsync(SourceRow row, ImageRequest request)
    {
        var files = row.Files.Select(f => new BandFile(f.Path, f.Band.Length == 0 ? null : f.Band, f.Hdu)).ToArray();
        await _renderers.WaitAsync();
        try
        {
            return await Task.Run(() => Renderer.Render(files, request.ToOptions(), ImageLimits.Default, CancellationToken.None));
        }
        finally
        {
            _renderers.Release();
        }
    }
}
