using System.Buffers;
using System.Runtime.InteropServices;
using LensGrains.Imaging;
using LensGrains.Learning.Images;

namespace LensGrains.Learning.Experiments;

/// <summary>What members see of an experiment's sources: each cutout is made or read once for all of them.</summary>
internal sealed class PreparedData
{
    private const int ChunkValues = 1 << 24;

    private readonly Dictionary<ImageContract, Half[]> _images;
    private readonly Half[]? _features;

    private PreparedData(int count, Dictionary<ImageContract, Half[]> images, Half[]? features)
        => (Count, _images, _features) = (count, images, features);

    /// <summary>Number of sources n.</summary>
    public int Count { get; }

    /// <summary>[n, d] float16 hand-crafted features; NaN where the source could not be read.</summary>
    public ReadOnlySpan<Half> Features => _features ?? throw new InvalidOperationException("No member takes features.");

    /// <summary>The images as a contract has them; NaN where the source could not be read.</summary>
    public IImageSource Images(ImageContract contract) => ImageStack.Of(_images[contract], contract);

    /// <summary>Whether every member can see the source.</summary>
    public bool IsReadable(int row)
        => _images.All(set => !Half.IsNaN(set.Value[(long)row * set.Key.Length])) && (_features is null || !Half.IsNaN(_features[(long)row * Imaging.Features.Dimensions]));

    /// <summary>Goes through the cutouts once, on several threads.</summary>
    /// <param name="count">Number of sources.</param>
    /// <param name="read">Makes or reads one; null where that fails. Called from several threads.</param>
    /// <param name="views">What is wanted.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="progress">Hears how many are done.</param>
    /// <param name="cancellationToken">Checked before every source.</param>
    public static PreparedData Make(
        int count, Func<int, Cutout?> read, Views views, int threads, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var images = views.Contracts.ToDictionary(contract => contract, contract => new Half[checked((long)count * contract.Length)]);
        var features = views.HasFeatures ? new Half[(long)count * Imaging.Features.Dimensions] : null;
        var done = 0;
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancellationToken }, row =>
        {
            var cutout = read(row);
            foreach (var (contract, values) in images)
            {
                WriteImage(cutout, contract, values.AsSpan(row * contract.Length, contract.Length));
            }

            if (features is not null)
            {
                WriteFeatures(cutout, features.AsSpan(row * Imaging.Features.Dimensions, Imaging.Features.Dimensions));
            }

            progress?.Invoke(Interlocked.Increment(ref done));
        });
        return new PreparedData(count, images, features);
    }

    /// <summary>Goes through the cutouts as they come, where their number is not known before.</summary>
    public static async Task<PreparedData> MakeAsync(IAsyncEnumerable<Cutout> cutouts, Views views, Action<int>? progress, CancellationToken cancellationToken)
    {
        var images = views.Contracts.ToDictionary(contract => contract, _ => new ArrayBufferWriter<Half>());
        var features = new ArrayBufferWriter<Half>();
        var count = 0;
        await foreach (var cutout in cutouts.WithCancellation(cancellationToken))
        {
            foreach (var (contract, values) in images)
            {
                WriteImage(cutout, contract, values.GetSpan(contract.Length)[..contract.Length]);
                values.Advance(contract.Length);
            }

            if (views.HasFeatures)
            {
                WriteFeatures(cutout, features.GetSpan(Imaging.Features.Dimensions)[..Imaging.Features.Dimensions]);
                features.Advance(Imaging.Features.Dimensions);
            }

            count++;
            progress?.Invoke(count);
        }

        return new PreparedData(
            count, images.ToDictionary(view => view.Key, view => view.Value.WrittenSpan.ToArray()), views.HasFeatures ? features.WrittenSpan.ToArray() : null);
    }

    /// <summary>Writes float16 arrays, one file per view, and says which.</summary>
    public IReadOnlyList<string> Save(string folder)
    {
        Directory.CreateDirectory(folder);
        var written = new List<string>();
        foreach (var (contract, values) in _images)
        {
            written.Add(Save(Path.Combine(folder, Views.FileOf(contract)), values));
        }

        if (_features is not null)
        {
            written.Add(Save(Path.Combine(folder, Views.FeatureFile), _features));
        }

        return written;
    }

    /// <summary>Reads what <see cref="Save(string)"/> wrote.</summary>
    public static PreparedData Load(string folder, int count, Views views) => new(
        count,
        views.Contracts.ToDictionary(contract => contract, contract => Load(Path.Combine(folder, Views.FileOf(contract)), (long)count * contract.Length)),
        views.HasFeatures ? Load(Path.Combine(folder, Views.FeatureFile), (long)count * Imaging.Features.Dimensions) : null);

    private static void WriteImage(Cutout? cutout, ImageContract contract, Span<Half> target)
    {
        var image = new float[contract.Length];
        if (cutout is null || !TryWrite(cutout, contract, image))
        {
            target.Fill(Half.NaN);
            return;
        }

        System.Numerics.Tensors.TensorPrimitives.ConvertToHalf(image, target);
    }

    private static bool TryWrite(Cutout cutout, ImageContract contract, float[] image)
    {
        try
        {
            NetworkImage.Write(cutout, contract, image);
            return true;
        }
        catch (ArgumentException)
        {
            return false; // the cutout lacks a band that the contract asks for: told with the sources that could not be read
        }
    }

    private static void WriteFeatures(Cutout? cutout, Span<Half> target)
    {
        if (cutout is null)
        {
            target.Fill(Half.NaN);
            return;
        }

        System.Numerics.Tensors.TensorPrimitives.ConvertToHalf(Imaging.Features.HandCrafted(cutout), target);
    }

    private static string Save(string path, Half[] values)
    {
        using (var file = File.Create(path + ".part"))
        {
            for (var at = 0; at < values.Length; at += ChunkValues)
            {
                file.Write(MemoryMarshal.AsBytes(values.AsSpan(at, Math.Min(ChunkValues, values.Length - at))));
            }
        }

        File.Move(path + ".part", path, overwrite: true);
        return path;
    }

    private static Half[] Load(string path, long length)
    {
        var values = new Half[length];
        using var file = File.OpenRead(path);
        for (var at = 0; at < values.Length; at += ChunkValues)
        {
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(at, Math.Min(ChunkValues, values.Length - at))));
        }

        return values;
    }
}

/// <summary>What the members of an experiment see of a source.</summary>
/// <param name="Contracts">Each once.</param>
/// <param name="HasFeatures">Whether a member takes hand-crafted features.</param>
internal sealed record Views(IReadOnlyList<ImageContract> Contracts, bool HasFeatures)
{
    public const string FeatureFile = "features.f16";

    /// <summary>What a run needs: what its members see, and its baselines.</summary>
    public static Views Of(ExperimentConfig config)
    {
        var views = Of(config.Members);
        return config.Baselines.Count == 0 ? views : views with { Contracts = [.. views.Contracts.Append(config.Contract).Distinct()] };
    }

    /// <summary>What members see.</summary>
    public static Views Of(IEnumerable<MemberConfig> members)
    {
        var all = members.ToArray();
        return new Views([.. all.Where(m => m.Image is not null).Select(m => m.Image!.Contract).Distinct()], Array.Exists(all, m => m.Vector is not null));
    }

    /// <summary>The file of a view's images.</summary>
    public static string FileOf(ImageContract contract) => $"images-{Stages.Hash(Text(contract))[..12]}.f16";

    /// <summary>The views in words, for hashes.</summary>
    public string Told => string.Join(' ', Contracts.Select(Text).Append(HasFeatures ? Features.Version : ""));

    private static string Text(ImageContract contract)
        => FormattableString.Invariant($"{contract.Bands} {string.Join('+', contract.BandNames ?? [])} {contract.Size} {contract.PixelScaleArcsec} {contract.Normalisation}");
}
