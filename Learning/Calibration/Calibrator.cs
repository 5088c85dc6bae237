using System.Text.Json;
using System.Text.Json.Serialization;

namespace LensGrains.Learning.Calibration;

/// <summary>
/// A map from a score in [0, 1] to a probability, fitted elsewhere. All but isotonic regression keep the order of scores exactly;
/// that one may make scores equal. Written as JSON with a <c>kind</c>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(IdentityCalibrator), "none")]
[JsonDerivedType(typeof(TemperatureCalibrator), "temperature")]
[JsonDerivedType(typeof(PlattCalibrator), "platt")]
[JsonDerivedType(typeof(IsotonicCalibrator), "isotonic")]
public abstract record Calibrator
{
    /// <summary>The probability of a score. NaN stays NaN.</summary>
    public abstract double Apply(double score);

    /// <summary>The probabilities of scores.</summary>
    public double[] Apply(ReadOnlySpan<double> scores)
    {
        var probabilities = new double[scores.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            probabilities[i] = Apply(scores[i]);
        }

        return probabilities;
    }

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CalibratorJson.Default.Calibrator);

    /// <exception cref="JsonException">The text is no calibrator.</exception>
    public static Calibrator FromJson(string json)
        => JsonSerializer.Deserialize(json, CalibratorJson.Default.Calibrator) ?? throw new JsonException("There is no calibrator.");
}

/// <summary>Leaves scores as they are.</summary>
public sealed record IdentityCalibrator : Calibrator
{
    /// <inheritdoc/>
    public override double Apply(double score) => score;
}

/// <summary>σ(logit(s) / T) (Guo et al. 2017, arXiv:1706.04599).</summary>
/// <param name="Temperature">T > 0; over 1 the scores were too sure.</param>
public sealed record TemperatureCalibrator(double Temperature) : Calibrator
{
    /// <inheritdoc/>
    public override double Apply(double score) => Logit.Sigmoid(Logit.Of(score) / Temperature);
}

/// <summary>σ(a logit(s) + b) (Platt 1999, Advances in Large Margin Classifiers, 61).</summary>
/// <param name="Slope">a; negative where high scores mean negatives.</param>
/// <param name="Offset">b.</param>
public sealed record PlattCalibrator(double Slope, double Offset) : Calibrator
{
    /// <inheritdoc/>
    public override double Apply(double score) => Logit.Sigmoid((Slope * Logit.Of(score)) + Offset);
}

/// <summary>A rising function through points, straight between them and level outside (isotonic regression).</summary>
/// <param name="Scores">Rising.</param>
/// <param name="Probabilities">As many, not falling, in [0, 1].</param>
public sealed record IsotonicCalibrator(IReadOnlyList<double> Scores, IReadOnlyList<double> Probabilities) : Calibrator
{
    /// <inheritdoc/>
    public override double Apply(double score)
    {
        if (double.IsNaN(score))
        {
            return score;
        }

        var (low, high) = (0, Scores.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Scores[middle] < score ? (middle + 1, high) : (low, middle);
        }

        if (low == 0 || low == Scores.Count)
        {
            return Probabilities[Math.Min(low, Scores.Count - 1)];
        }

        var share = (score - Scores[low - 1]) / (Scores[low] - Scores[low - 1]);
        return Probabilities[low - 1] + (share * (Probabilities[low] - Probabilities[low - 1]));
    }

    /// <inheritdoc/>
    public bool Equals(IsotonicCalibrator? other)
        => other is not null && Scores.SequenceEqual(other.Scores) && Probabilities.SequenceEqual(other.Probabilities);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scores.Count, Scores.FirstOrDefault(), Probabilities.FirstOrDefault());
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Calibrator))]
internal sealed partial class CalibratorJson : JsonSerializerContext;
