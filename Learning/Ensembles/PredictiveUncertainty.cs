namespace LensGrains.Learning.Ensembles;

/// <summary>
/// How unsure an ensemble is about a source, nats; at most ln 2 each. Total = aleatoric + epistemic (Depeweg et al. 2018,
/// arXiv:1710.07283): H[mean p] = mean H[pₖ] + mutual information of label and member (BALD: Houlsby et al. 2011, arXiv:1112.5745).
/// </summary>
/// <param name="Total">Entropy of the members' mean probability.</param>
/// <param name="Aleatoric">Mean of the members' entropies: what more labels would not mend.</param>
/// <param name="Epistemic">The rest, ≥ 0: how much the members disagree, which more labels would mend.</param>
public readonly record struct PredictiveUncertainty(double Total, double Aleatoric, double Epistemic)
{
    /// <param name="probabilities">[m] in [0, 1], of one source.</param>
    public static PredictiveUncertainty Of(ReadOnlySpan<double> probabilities)
    {
        if (probabilities.IsEmpty)
        {
            throw new ArgumentException("There is no member.");
        }

        var (mean, aleatoric) = (0.0, 0.0);
        foreach (var p in probabilities)
        {
            mean += p / probabilities.Length;
            aleatoric += Entropy(p) / probabilities.Length;
        }

        var total = Entropy(mean);
        return new PredictiveUncertainty(total, aleatoric, Math.Max(0, total - aleatoric));
    }

    /// <summary>Of every source, [n].</summary>
    public static PredictiveUncertainty[] Of(MemberScores members)
    {
        var uncertainty = new PredictiveUncertainty[members.Length];
        var row = new double[members.Members];
        for (var source = 0; source < uncertainty.Length; source++)
        {
            members.CopyRow(source, row);
            uncertainty[source] = Of(row);
        }

        return uncertainty;
    }

    // H(p) = -p ln p - (1 - p) ln(1 - p), 0 at both ends.
    private static double Entropy(double p) => p is <= 0 or >= 1 ? 0 : -(p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p));
}
