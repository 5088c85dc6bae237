using System.Text.Json;
using System.Text.Json.Serialization;
using LensGrains.Learning.Calibration;

namespace LensGrains.Learning.Ensembles;

/// <summary>Makes one score of the members' scores of a source. Written as JSON with a <c>kind</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MeanCombiner), "mean")]
[JsonDerivedType(typeof(WeightedCombiner), "weighted")]
[JsonDerivedType(typeof(VoteCombiner), "vote")]
[JsonDerivedType(typeof(StackedCombiner), "stacked")]
[JsonDerivedType(typeof(TrustCombiner), "trust")]
public abstract record Combiner
{
    /// <summary>The score of one source.</summary>
    /// <param name="scores">[m] in [0, 1], in the members' order.</param>
    public abstract double Combine(ReadOnlySpan<double> scores);

    /// <summary>The scores of all sources, [n].</summary>
    public double[] Combine(MemberScores members)
    {
        var combined = new double[members.Length];
        var row = new double[members.Members];
        for (var source = 0; source < combined.Length; source++)
        {
            members.CopyRow(source, row);
            combined[source] = Combine(row);
        }

        return combined;
    }

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CombinerJson.Default.Combiner);

    /// <exception cref="JsonException">The text is no combiner.</exception>
    public static Combiner FromJson(string json)
        => JsonSerializer.Deserialize(json, CombinerJson.Default.Combiner) ?? throw new JsonException("There is no combiner.");

    private protected static void RequireMembers(int weights, int scores)
    {
        if (weights != scores)
        {
            throw new ArgumentException($"{weights} weights for the scores of {scores} members.");
        }
    }
}

/// <summary>Mean of the members' probabilities.</summary>
public sealed record MeanCombiner : Combiner
{
    /// <inheritdoc/>
    public override double Combine(ReadOnlySpan<double> scores)
    {
        var sum = 0.0;
        foreach (var score in scores)
        {
            sum += score;
        }

        return sum / scores.Length;
    }
}

/// <summary>Mean of the members' probabilities with fixed weights.</summary>
/// <param name="Weights">[m] ≥ 0, not all 0; only their ratios matter.</param>
public sealed record WeightedCombiner(IReadOnlyList<double> Weights) : Combiner
{
    /// <inheritdoc/>
    public override double Combine(ReadOnlySpan<double> scores)
    {
        RequireMembers(Weights.Count, scores.Length);
        var (sum, total) = (0.0, 0.0);
        for (var i = 0; i < scores.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(Weights[i]);
            sum += Weights[i] * scores[i];
            total += Weights[i];
        }

        return total > 0 ? sum / total : throw new ArgumentException("The weights are all 0.");
    }
}

/// <summary>
/// Majority vote: the share of members whose score is their threshold or higher. A source is elected by more than half of them; half is
/// not a majority. With m members there are only m + 1 different scores, so lists made of them are full of ties.
/// </summary>
/// <param name="Thresholds">[m]; null: 0.5 for each.</param>
public sealed record VoteCombiner(IReadOnlyList<double>? Thresholds = null) : Combiner
{
    /// <inheritdoc/>
    public override double Combine(ReadOnlySpan<double> scores)
    {
        RequireMembers(Thresholds?.Count ?? scores.Length, scores.Length);
        var votes = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            votes += scores[i] >= (Thresholds?[i] ?? 0.5) ? 1 : 0;
        }

        return votes / (double)scores.Length;
    }

    /// <summary>True where more than half of the members vote for the source.</summary>
    public bool IsElected(ReadOnlySpan<double> scores) => Combine(scores) > 0.5;
}

/// <summary>Stacking: σ(b + Σ aₖ logit pₖ) (Wolpert 1992, Neural Netw. 5, 241), fitted on held-out scores.</summary>
/// <param name="Coefficients">[m] aₖ; may be negative.</param>
/// <param name="Offset">b.</param>
public sealed record StackedCombiner(IReadOnlyList<double> Coefficients, double Offset) : Combiner
{
    /// <inheritdoc/>
    public override double Combine(ReadOnlySpan<double> scores)
    {
        RequireMembers(Coefficients.Count, scores.Length);
        var z = Offset;
        for (var i = 0; i < scores.Length; i++)
        {
            z += Coefficients[i] * Logit.Of(scores[i]);
        }

        return Logit.Sigmoid(z);
    }
}

/// <summary>
/// Learned trust: σ(Σ τₖ logit pₖ) with τₖ ≥ 0, a logarithmic pool (Genest and Zidek 1986, Stat. Sci. 1, 114) in which every member has
/// the temperature 1/τₖ: a member that is too sure or knows nothing is turned down, never reversed.
/// </summary>
/// <param name="Trust">[m] τₖ.</param>
public sealed record TrustCombiner(IReadOnlyList<double> Trust) : Combiner
{
    /// <summary>τₖ / Σ τ: each member's share of the say; NaN where none is trusted.</summary>
    public IReadOnlyList<double> Shares() => Trust.Select(trust => trust / Trust.Sum()).ToArray();

    /// <inheritdoc/>
    public override double Combine(ReadOnlySpan<double> scores)
    {
        RequireMembers(Trust.Count, scores.Length);
        var z = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            z += Trust[i] * Logit.Of(scores[i]);
        }

        return Logit.Sigmoid(z);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Combiner))]
internal sealed partial class CombinerJson : JsonSerializerContext;
