namespace LensGrains.Learning.Data.Streams;

/// <summary>A data set in blocks that are read from their beginnings: tar shards, or slabs of an HDF5 file.</summary>
public interface ISampleSource
{
    /// <summary>The blocks' names, in a fixed order.</summary>
    IReadOnlyList<string> Blocks { get; }

    /// <summary>
    /// The samples of a block from one on, in the order of the file; broken ones are among them and keep their number. Nothing is decoded
    /// before <see cref="StoredSample.Decode"/>.
    /// </summary>
    /// <param name="block">Index into <see cref="Blocks"/>.</param>
    /// <param name="first">Number of the first sample wanted.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFaultException">The block cannot be read on; what came before stands.</exception>
    IAsyncEnumerable<StoredSample> ReadAsync(int block, int first, CancellationToken cancellationToken = default);
}

/// <summary>Where a sample lies.</summary>
/// <param name="Block">Index of its block.</param>
/// <param name="Sample">Its number in the block, from 0.</param>
public readonly record struct SampleAddress(int Block, int Sample);

/// <summary>A sample as it is stored.</summary>
/// <param name="Address">Where it lies.</param>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">Memory that it takes until it is decoded.</param>
/// <param name="Decode">The image, or the fault that there is instead.</param>
public sealed record StoredSample(SampleAddress Address, string Key, long Bytes, Func<SampleOutcome> Decode);

/// <summary>A sample or a fault; exactly one of the two is there.</summary>
/// <param name="Sample">The sample.</param>
/// <param name="Fault">Why there is none.</param>
public sealed record SampleOutcome(ImageSample? Sample, DataFault? Fault)
{
    /// <summary>A sample that could be read.</summary>
    public static SampleOutcome Of(ImageSample sample) => new(sample, null);

    /// <summary>One that could not.</summary>
    public static SampleOutcome Of(DataFault fault) => new(null, fault);
}
