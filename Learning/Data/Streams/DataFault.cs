namespace LensGrains.Learning.Data.Streams;

/// <summary>Something that a data set's files do not give as they should.</summary>
/// <param name="Block">The shard or slab.</param>
/// <param name="Key">The sample; null where the whole block is at fault.</param>
/// <param name="Code">Stable: one of <see cref="DataFaultCodes"/>, <c>ImageFaultCodes</c>, an <c>.npy</c> or an HDF5 code.</param>
/// <param name="Reason">One sentence for people.</param>
public sealed record DataFault(string Block, string? Key, string Code, string Reason);

/// <summary>The stable codes of faults that are neither an image's nor an array's.</summary>
public static class DataFaultCodes
{
    /// <summary>There is no such shard.</summary>
    public const string NotFound = "not-found";

    /// <summary>The shard cannot be reached or opened.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The server answered with another status than asked for.</summary>
    public const string Refused = "http-status";

    /// <summary>The shard ends, or its body breaks off, before its end.</summary>
    public const string Truncated = "truncated";

    /// <summary>The shard is no tar archive, or its headers are broken.</summary>
    public const string Corrupt = "corrupt-shard";

    /// <summary>Two files of a sample have the same name.</summary>
    public const string DuplicatePart = "duplicate-part";

    /// <summary>A sample is larger than allowed.</summary>
    public const string TooLarge = "sample-too-large";

    /// <summary>A sample has no file that is an image.</summary>
    public const string NoImage = "no-image-part";

    /// <summary>An image lacks a band, or is too small, for the network that takes it.</summary>
    public const string DoesNotFit = "does-not-fit";

    /// <summary>A label or metadata file does not read.</summary>
    public const string BadLabel = "bad-label";
}

/// <summary>A block of a data set cannot be read on.</summary>
public sealed class DataFaultException : IOException
{
    /// <summary>A fault.</summary>
    public DataFaultException(DataFault fault)
        : base(Told(fault))
        => Fault = fault;

    /// <summary>A fault and what raised it.</summary>
    public DataFaultException(DataFault fault, Exception inner)
        : base(Told(fault), inner)
        => Fault = fault;

    /// <summary>What is wrong.</summary>
    public DataFault Fault { get; }

    private static string Told(DataFault fault) => $"{fault.Block}{(fault.Key is null ? "" : $", {fault.Key}")}: {fault.Reason}";
}
