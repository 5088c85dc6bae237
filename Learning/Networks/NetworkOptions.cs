namespace LensGrains.Learning.Networks;

/// <summary>How a convolutional network begins.</summary>
public enum Stem
{
    /// <summary>As published, for images of some 200 pixels: the first layers quarter (ResNet) or halve the image.</summary>
    Large,

    /// <summary>For images of some 32 to 100 pixels: the first layer keeps the image's size.</summary>
    Small,

    /// <summary>Between them: the first layer is as published and halves the image, and a ResNet pools nothing. A quarter of the work of <see cref="Small"/>.</summary>
    Half,
}

/// <summary>What the convolutional networks share.</summary>
public sealed record NetworkOptions
{
    /// <summary>Bands of an image.</summary>
    public long Inputs { get; init; } = 3;

    /// <summary>Logits.</summary>
    public long Outputs { get; init; } = 1;

    /// <summary>Channels as a share of the published network's, rounded to multiples of eight.</summary>
    public double Width { get; init; } = 1;

    /// <summary>How the network begins.</summary>
    public Stem Stem { get; init; } = Stem.Large;

    /// <summary>Probability with which a feature is left out before the head while training.</summary>
    public double Dropout { get; init; }

    /// <summary>Probability with which the last residual block is left out while training; earlier ones in proportion (EfficientNet).</summary>
    public double StochasticDepth { get; init; }

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        Require(Inputs is > 0 and <= 64, "bands are 1 to 64");
        Require(Outputs is > 0 and <= 65_536, "logits are 1 to 65,536");
        Require(Width is > 0 and <= 8, "the width is in (0, 8]");
        Require(Dropout is >= 0 and < 1 && StochasticDepth is >= 0 and < 1, "probabilities are in [0, 1)");
    }

    private static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ArgumentException($"Network options: {rule}.");
        }
    }
}
