using LensGrains.Imaging;
using LensGrains.Learning.Images;

namespace LensGrains.Learning.Experiments;

/// <summary>
/// What members see of an experiment's sources, in files: each cutout is made or read once for all of them, and the set may be larger than
/// the memory.
/// </summary>
internal sealed class PreparedData : IDisposable
{
    private const int BlockRows = 256;

    private readonly Dictionary<ImageContract, HalfFile> _images;
    private readonly HalfFile? _features;

    private PreparedData(int count, Dictionary<ImageContract, HalfFile> images, HalfFile? features, IReadOnlyList<string> files)
        => (Count, _images, _features, Files) = (count, images, features, files);

    /// <summary>Number of sources n.</summary>
    public int Count { get; }

    /// <summary>The files, one per view.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The images as a contract has them; NaN where the source could not be read.</summary>
    public IImageSource Images(ImageContract contract) => new MappedImages(_images[contract], contract);

    /// <summary>[d] float16 hand-crafted features of a row; NaN where the source could not be read.</summary>
    public ReadOnlySpan<Half> Features(int row) => (_features ?? throw new InvalidOperationException("No member takes features.")).Row(row);

    /// <summary>Whether every member can see the source.</summary>
    public bool IsReadable(int row) => _images.Values.Append(_features).OfType<HalfFile>().All(file => !Half.IsNaN(file.Row(row)[0]));

    /// <summary>Goes through the cutouts once, on several threads.</summary>
    /// <param name="folder">Where the files shall be; made where it is missing.</param>
    /// <param name="count">Number of sources.</param>
    /// <param name="read">Makes or reads one; null where that fails. Called from several threads.</param>
    /// <param name="views">What is wanted.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="progress">Hears how many are done.</param>
    /// <param name="cancellationToken">Checked before every source.</param>
    public static PreparedData Make(
        string folder, int count, Func<int, Cutout?> read, Views views, int threads, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        using var files = new ViewFiles(folder, views);
        var done = 0;
        Parallel.For(0, count, Wide(threads, cancellationToken), row =>
        {
            files.Write(row, read(row));
            progress?.Invoke(Interlocked.Increment(ref done));
        });
        files.Finish();
        return Load(folder, count, views);
    }

    /// <summary>Goes through the cutouts as they come, where their number is not known before.</summary>
    public static async Task<PreparedData> MakeAsync(
        string folder, IAsyncEnumerable<Cutout> cutouts, Views views, int threads, Action<int>? progress, CancellationToken cancellationToken)
    {
        using var files = new ViewFiles(folder, views);
        var count = 0;
        await foreach (var block in cutouts.Chunk(BlockRows).WithCancellation(cancellationToken))
        {
            Parallel.For(0, block.Length, Wide(threads, cancellationToken), i => files.Write(count + i, block[i]));
            count += block.Length;
            progress?.Invoke(count);
        }

        files.Finish();
        return Load(folder, count, views);
    }

    /// <summary>Opens what was made before.</summary>
    public static PreparedData Load(string folder, int count, Views views)
    {
        string PathOf(string name) => Path.Combine(folder, name);
        var images = views.Contracts.ToDictionary(contract => contract, contract => HalfFile.Open(PathOf(Views.FileOf(contract)), contract.Length));
        var features = views.HasFeatures ? HalfFile.Open(PathOf(Views.FeatureFile), Imaging.Features.Dimensions) : null;
        return new PreparedData(count, images, features, [.. views.Files.Select(PathOf)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _images.Values.Append(_features))
        {
            file?.Dispose();
        }
    }

    private static ParallelOptions Wide(int threads, CancellationToken cancellationToken)
        => new() { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancellationToken };
}

/// <summary>Writes what members see of cutouts, a file for each view. Safe for calls from several threads.</summary>
internal sealed class ViewFiles : IDisposable
{
    private readonly List<(ImageContract? Contract, HalfFileWriter File)> _views = [];

    public ViewFiles(string folder, Views views)
    {
        Directory.CreateDirectory(folder);
        _views.AddRange(views.Contracts.Select(contract
            => ((ImageContract?)contract, new HalfFileWriter(Path.Combine(folder, Views.FileOf(contract)), contract.Length))));
        if (views.HasFeatures)
        {
            _views.Add((null, new HalfFileWriter(Path.Combine(folder, Views.FeatureFile), Features.Dimensions)));
        }
    }

    /// <summary>Writes all views of a source; NaN where it could not be read.</summary>
    public void Write(int row, Cutout? cutout)
    {
        foreach (var (contract, file) in _views)
        {
            file.Write(row, contract is null ? FeaturesOf(cutout) : ImageOf(cutout, contract));
        }
    }

    /// <summary>Gives the files their names.</summary>
    public void Finish() => _views.ForEach(view => view.File.Finish());

    public void Dispose() => _views.ForEach(view => view.File.Dispose());

    private static float[] ImageOf(Cutout? cutout, ImageContract contract)
    {
        var image = new float[contract.Length];
        if (cutout is null || !TryWrite(cutout, contract, image))
        {
            image.AsSpan().Fill(float.NaN);
        }

        return image;
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

    private static float[] FeaturesOf(Cutout? cutout)
    {
        if (cutout is not null)
        {
            return Features.HandCrafted(cutout);
        }

        var none = new float[Features.Dimensions];
        none.AsSpan().Fill(float.NaN);
        return none;
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

    /// <summary>The names of the views' files.</summary>
    public IEnumerable<string> Files => Contracts.Select(FileOf).Concat(HasFeatures ? [FeatureFile] : []);

    /// <summary>The file of a view's images.</summary>
    public static string FileOf(ImageContract contract) => $"images-{Stages.Hash(Text(contract))[..12]}.f16";

    /// <summary>The views in words, for hashes.</summary>
    public string Told => string.Join(' ', Contracts.Select(Text).Append(HasFeatures ? Features.Version : ""));

    private static string Text(ImageContract contract)
        => FormattableString.Invariant($"{contract.Bands} {string.Join('+', contract.BandNames ?? [])} {contract.Size} {contract.PixelScaleArcsec} {contract.Normalisation}");
}
