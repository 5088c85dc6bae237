using System.Collections.Immutable;
using LensGrains.Catalogs.Ingest;
using LensGrains.Core.Catalogs;

namespace LensGrains.Tests.Catalogs;

/// <summary>Features that come from the bytes of the files: their mean and spread per file. A file that begins with '!' is broken.</summary>
internal sealed class PixelStatistics : ICutoutInspector
{
    private int _inspections;

    public int Inspections => _inspections;

    public string FeatureProvenance { get; set; } = "bytes-1";

    public int FeatureDimension => 2;

    public Action<string> BeforeInspect { get; set; } = _ => { };

    public CutoutFacts Inspect(ImmutableArray<SourceFile> files, FeatureWish features)
    {
        Interlocked.Increment(ref _inspections);
        BeforeInspect(files[0].Path);
        var bytes = files.SelectMany(f => File.ReadAllBytes(f.Path)).ToArray();
        if (bytes[0] == '!')
        {
            throw new CutoutRejectedException("corrupt", "It begins with an exclamation mark.");
        }

        var mean = bytes.Average(b => (double)b);
        var spread = Math.Sqrt(bytes.Average(b => (b - mean) * (b - mean)));
        return new CutoutFacts(null, null, null, "eye", 0.25, [.. files.Select(f => new BandInfo(f.Band, 25, null, null))], features == FeatureWish.Features ? [(float)mean, (float)spread] : []);
    }
}
