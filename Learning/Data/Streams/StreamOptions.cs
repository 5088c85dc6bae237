namespace LensGrains.Learning.Data.Streams;

/// <summary>In what order samples come.</summary>
public enum SampleOrder
{
    /// <summary>As the files have them.</summary>
    AsStored,

    /// <summary>Blocks shuffled, and samples drawn from a buffer; both follow from the seed and the epoch.</summary>
    Shuffled,
}

/// <summary>What a fault does.</summary>
public enum FaultPolicy
{
    /// <summary>It is listed, and the stream goes on behind it.</summary>
    Skip,

    /// <summary>It ends the stream.</summary>
    Stop,
}

/// <summary>How a data set is streamed.</summary>
public sealed record StreamOptions
{
    /// <summary>The order. Default: shuffled.</summary>
    public SampleOrder Order { get; init; } = SampleOrder.Shuffled;

    /// <summary>Fixes the order.</summary>
    public long Seed { get; init; }

    /// <summary>Samples that wait in the buffer from which they are drawn. Default 1,000.</summary>
    public int BufferSamples { get; init; } = 1000;

    /// <summary>Memory of those that wait, in bytes; the buffer is full when either number is reached. Default 256 MiB.</summary>
    public long BufferBytes { get; init; } = 256L << 20;

    /// <summary>Samples that are decoded at the same time, ahead of who reads; does not change the order. Default 8.</summary>
    public int DecodeAhead { get; init; } = 8;

    /// <summary>Which of the workers this is, from 0.</summary>
    public int Worker { get; init; }

    /// <summary>
    /// Workers that share an epoch. Each takes whole blocks where there are at least as many as workers, and every so manieth sample of all blocks
    /// otherwise.
    /// </summary>
    public int Workers { get; init; } = 1;

    /// <summary>What a fault does. Default: it is listed.</summary>
    public FaultPolicy Faults { get; init; } = FaultPolicy.Skip;

    /// <summary>Faults that are listed; beyond that they are only counted. Default 1,000.</summary>
    public int ListedFaults { get; init; } = 1000;

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        Require(BufferSamples > 0 && BufferBytes > 0, "the buffer holds at least one sample");
        Require(DecodeAhead is > 0 and <= 1024, "1 to 1,024 samples are decoded ahead");
        Require(Workers > 0 && Worker >= 0 && Worker < Workers, "the worker is one of the workers, from 0");
        Require(ListedFaults >= 0, "the number of listed faults is not negative");
    }

    private static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ArgumentException($"Stream options: {rule}.");
        }
    }
}
