namespace LensGrains.Core.Labeling;

/// <summary>Who or what said that a source is a lens or none.</summary>
[GenerateSerializer, Alias("label-origin")]
public enum LabelOrigin
{
    /// <summary>A person who looked at it.</summary>
    Human,

    /// <summary>A published catalogue.</summary>
    Catalogue,

    /// <summary>The simulator that drew it.</summary>
    Simulation,

    /// <summary>A file that somebody brought, whose makers are not known here.</summary>
    Import,

    /// <summary>A model. Trains nothing unless that is asked for, and measures nothing at all.</summary>
    Machine,
}
