using System.Text.Json;
using System.Text.Json.Serialization;

namespace LensGrains.Learning.Data;

/// <summary>What the labels of a data set say about lenses.</summary>
public enum LabelKind
{
    /// <summary>Lenses and non-lenses, both known.</summary>
    Full,

    /// <summary>Lenses only.</summary>
    PositiveOnly,

    /// <summary>Non-lenses only.</summary>
    NegativeOnly,

    /// <summary>Lenses and candidates, of confidence that a column tells.</summary>
    MixedConfidence,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>What a data set may be used for.</summary>
[Flags]
public enum DataUses
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Learning features without lens labels: self-supervised, or of redshift or morphology.</summary>
    Pretraining = 1,

    /// <summary>Learning to tell lenses from other sources.</summary>
    LensTraining = 2,

    /// <summary>Fitting calibrators and combiners, choosing thresholds.</summary>
    Calibration = 4,

    /// <summary>Measuring.</summary>
    Evaluation = 8,

    /// <summary>All of these.</summary>
    All = Pretraining | LensTraining | Calibration | Evaluation,
}

/// <summary>What is known of a data set, and what it may be used for. Written as JSON.</summary>
/// <param name="Id">Short and unique, such as <c>castles</c>.</param>
/// <param name="Title">Its name.</param>
/// <param name="Labels">What its labels say about lenses.</param>
/// <param name="AllowedUses">What it may be used for.</param>
/// <param name="Origin">Who made the labels.</param>
/// <param name="RequiredColumns">Columns without which its labels may not train, calibrate or measure.</param>
/// <param name="Note">Why, in a sentence.</param>
/// <param name="Citation">Paper or site.</param>
public sealed record DataSetCard(
    string Id,
    string Title,
    LabelKind Labels,
    DataUses AllowedUses,
    LabelOrigin Origin,
    IReadOnlyList<string> RequiredColumns,
    string Note,
    string Citation)
{
    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DataJson.Default.DataSetCard);

    /// <exception cref="JsonException">The text is no card.</exception>
    public static DataSetCard FromJson(string json)
        => JsonSerializer.Deserialize(json, DataJson.Default.DataSetCard) ?? throw new JsonException("There is no card.");
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(DataSetCard))]
internal sealed partial class DataJson : JsonSerializerContext;
