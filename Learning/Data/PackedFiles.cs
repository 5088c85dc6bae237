using LensGrains.Learning.Data.Hdf5;
using LensGrains.Learning.Data.Shards;
using LensGrains.Learning.Data.Streams;

namespace LensGrains.Learning.Data;

/// <summary>A data set in packed files: tar shards, or one HDF5 file.</summary>
public sealed class PackedFiles : IDisposable
{
    private static readonly string[] Hdf5Endings = [".h5", ".hdf5"];
    private readonly IDisposable? _owned;

    private PackedFiles(ISampleSource samples, IDisposable? owned) => (Samples, _owned) = (samples, owned);

    /// <summary>The samples.</summary>
    public ISampleSource Samples { get; }

    /// <summary>Opens shards from files and behind http(s), or an HDF5 file.</summary>
    /// <param name="files">Addresses of shards with brace ranges, or one name that ends in <c>.h5</c> or <c>.hdf5</c>.</param>
    /// <param name="layout">HDF5: which arrays are images and labels.</param>
    /// <param name="classes">Names of the classes from 0 on, where labels are words.</param>
    /// <param name="client">Fetches shards.</param>
    /// <param name="time">Measures the waits between tries.</param>
    /// <exception cref="ArgumentException">There is no shard, one comes twice, or nothing opens its address.</exception>
    /// <exception cref="Imaging.Hdf5.Hdf5Exception">The HDF5 file cannot be opened.</exception>
    public static PackedFiles Open(IReadOnlyList<string> files, Hdf5Layout layout, IReadOnlyList<string> classes, HttpClient client, TimeProvider time)
    {
        if (files is [var one] && IsHdf5(one))
        {
            var set = Hdf5ImageSet.Open(one, layout);
            return new PackedFiles(set, set);
        }

        IShardPlace[] places = [new HttpShards(client, new HttpShardOptions(), time), new FileShards()];
        return new PackedFiles(ShardSet.Of(files, places, new ShardOptions { Classes = [.. classes] }), null);
    }

    /// <summary>Whether an address is a path on this machine.</summary>
    public static bool IsLocal(string address) => !address.Contains("://", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => _owned?.Dispose();

    private static bool IsHdf5(string file) => Hdf5Endings.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
