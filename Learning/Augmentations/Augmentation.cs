namespace LensGrains.Learning.Augmentations;

/// <summary>How training images are varied; everything is off unless set. Lengths are in pixels of the batch.</summary>
public sealed record Augmentation
{
    /// <summary>Each sample gets one of the eight orientations of a square; where images are not square, one of the four that fit.</summary>
    public bool Orientations { get; init; }

    /// <summary>Largest shift along each axis, whole pixels; what comes in is the mirror image of the edge. 0 to 256.</summary>
    public int ShiftPixels { get; init; }

    /// <summary>Largest standard deviation of added white noise, as a share of the sky noise that the sample's band has. 0 to 10.</summary>
    public double NoiseShare { get; init; }

    /// <summary>Largest standard deviation of the Gaussian that broadens the point spread function, pixels. 0 to 16.</summary>
    public double PsfPixels { get; init; }

    /// <summary>All bands of a sample are scaled together by at most this factor f: by 1/(1 + f) to 1 + f. 0 to 4.</summary>
    public double FluxScale { get; init; }

    /// <summary>Each band is scaled alone, in the same way. 0 to 4.</summary>
    public double BandJitter { get; init; }

    /// <summary>Samples are enlarged by 1/(1 + z) to 1 + z about their centre; surface brightness stays. 0 to 1.</summary>
    public double Zoom { get; init; }

    /// <summary>Images as they are.</summary>
    public static Augmentation None { get; } = new();

    /// <summary>Orientations only: no value changes.</summary>
    public static Augmentation D4 { get; } = new() { Orientations = true };

    /// <summary>What another night would change: orientation, place, noise and seeing.</summary>
    public static Augmentation Sky { get; } = new() { Orientations = true, ShiftPixels = 3, NoiseShare = 0.5, PsfPixels = 0.7 };

    /// <summary>The names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["none", "d4", "sky"];

    /// <summary>True where images stay as they are.</summary>
    public bool IsNone => this == None;

    /// <summary>A preset by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Augmentation Named(string name) => name switch
    {
        "none" => None,
        "d4" => D4,
        "sky" => Sky,
        _ => throw new ArgumentException($"There is no augmentation '{name}': {string.Join(", ", Names)}.", nameof(name)),
    };

    /// <exception cref="ArgumentException">A value is outside its range; the message names it.</exception>
    public void Validate()
    {
        Require(ShiftPixels, 256, nameof(ShiftPixels));
        Require(NoiseShare, 10, nameof(NoiseShare));
        Require(PsfPixels, 16, nameof(PsfPixels));
        Require(FluxScale, 4, nameof(FluxScale));
        Require(BandJitter, 4, nameof(BandJitter));
        Require(Zoom, 1, nameof(Zoom));
    }

    private static void Require(double value, double most, string name)
    {
        if (!(value >= 0 && value <= most))
        {
            throw new ArgumentException($"{name} is 0 to {most}, not {value}.", name);
        }
    }
}
