using LensGrains.Imaging;

namespace LensGrains.Learning.Data;

/// <summary>One image with what its data set says of it.</summary>
/// <param name="Key">Unique in the data set.</param>
/// <param name="Cutout">The image, as it was stored.</param>
public sealed record ImageSample(string Key, Cutout Cutout)
{
    private static readonly IReadOnlyDictionary<string, double> NoNumbers = new Dictionary<string, double>();
    private static readonly IReadOnlyDictionary<string, string> NoTexts = new Dictionary<string, string>();

    /// <summary>The number of a class, or a probability; null where the data set does not label it.</summary>
    public double? Label { get; init; }

    /// <summary>Columns of numbers by their names in the data set, such as <c>ra</c>.</summary>
    public IReadOnlyDictionary<string, double> Columns { get; init; } = NoNumbers;

    /// <summary>Columns of text by their names in the data set.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = NoTexts;
}
