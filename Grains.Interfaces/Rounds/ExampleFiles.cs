namespace LensGrains.Grains.Interfaces.Rounds;

/// <summary>Files beside a round's examples.</summary>
public static class ExampleFiles
{
    private const string Examples = "examples.json";

    /// <summary>Where the examples of a manifest go.</summary>
    public static string In(string folder) => $"{folder}/{Examples}";

    /// <summary>Ordinals of sources that somebody has spoken of and that are no examples; there where negatives are presumed.</summary>
    public static string Others(string examples) => $"{examples[..^Examples.Length]}others.json";

    /// <summary>Examples of earlier rounds that are none of this one, as a file beside the examples; not there where there are none.</summary>
    public static string Former(string examples) => $"{examples[..^Examples.Length]}former.json";
}
