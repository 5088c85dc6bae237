using System.Diagnostics.CodeAnalysis;

namespace LensGrains.Imaging;

/// <summary>A cutout, or the reason why there is none; exactly one of the two is there.</summary>
public sealed record ReadOutcome
{
    private ReadOutcome(Cutout? cutout, ImageFault? fault)
    {
        Cutout = cutout;
        Fault = fault;
    }

    /// <summary>The cutout, where the files could be read.</summary>
    public Cutout? Cutout { get; }

    /// <summary>The reason, where they could not.</summary>
    public ImageFault? Fault { get; }

    /// <summary>True where there is a cutout.</summary>
    [MemberNotNullWhen(true, nameof(Cutout))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsRead => Cutout is not null;

    /// <summary>Files that could be read.</summary>
    public static ReadOutcome Read(Cutout cutout) => new(cutout, null);

    /// <summary>Files that could not be read, and why.</summary>
    public static ReadOutcome Failed(string code, string reason) => new(null, new ImageFault(code, reason));
}
