using LensGrains.Learning.Calibration;

namespace LensGrains.Learning.Ensembles;

/// <summary>How members are combined.</summary>
public enum CombinerKind
{
    /// <summary>Plain mean.</summary>
    Mean,

    /// <summary>Majority vote at 0.5.</summary>
    Vote,

    /// <summary>Stacking.</summary>
    Stacked,

    /// <summary>Learned trust per member.</summary>
    Trust,
}

/// <summary>A combiner and what is to be doubted about it.</summary>
/// <param name="Combiner">The combiner; the mean where a class is missing.</param>
/// <param name="Warnings">What is to be doubted.</param>
public sealed record CombinerOutcome(Combiner Combiner, CalibrationWarnings Warnings);

/// <summary>Combined scores of which none was made by a combiner that has seen its label, and the combiner for new sources.</summary>
/// <param name="Combiner">Fitted to all rows.</param>
/// <param name="HeldOut">[n].</param>
/// <param name="Warnings">What is to be doubted.</param>
public sealed record CrossCombined(Combiner Combiner, IReadOnlyList<double> HeldOut, CalibrationWarnings Warnings);

/// <summary>
/// Fits combiners to the members' held-out scores: a combiner that sees scores of sources its members trained on trusts the members that
/// overfit. The loss is the negative log-likelihood plus half the squared distance of the coefficients from where they start (stacking:
/// 0, its offset free; trust: 1/m, the geometric mean), which decides only where labels are few.
/// </summary>
public static class CombinerFit
{
    /// <param name="kind">How members are combined.</param>
    /// <param name="members">Held-out scores.</param>
    /// <param name="positives">[n].</param>
    /// <param name="weights">[n] ≥ 0; null: all 1.</param>
    public static CombinerOutcome Fit(
        CombinerKind kind, MemberScores members, IReadOnlyList<bool> positives, IReadOnlyList<double>? weights = null)
    {
        if (positives.Count != members.Length || (weights is not null && weights.Count != members.Length))
        {
            throw new ArgumentException($"{members.Length} scores, {positives.Count} truths, {weights?.Count} weights.");
        }

        if (kind is CombinerKind.Mean or CombinerKind.Vote)
        {
            return new CombinerOutcome(kind == CombinerKind.Mean ? new MeanCombiner() : new VoteCombiner(), CalibrationWarnings.None);
        }

        var present = positives.Where((_, i) => (weights?[i] ?? 1) > 0).Distinct().Count();
        return present < 2
            ? new CombinerOutcome(new MeanCombiner(), CalibrationWarnings.ClassMissing)
            : Fitted(kind, members, [.. positives.Select(positive => positive ? 1.0 : 0.0)], weights?.ToArray());
    }

    /// <summary>Fits to every fold's complement, and to all.</summary>
    /// <param name="kind">How members are combined.</param>
    /// <param name="members">Held-out scores.</param>
    /// <param name="positives">[n].</param>
    /// <param name="folds">[n]; copies of one object share a fold.</param>
    public static CrossCombined CrossFit(CombinerKind kind, MemberScores members, IReadOnlyList<bool> positives, IReadOnlyList<int> folds)
    {
        if (folds.Count != members.Length)
        {
            throw new ArgumentException($"{folds.Count} folds for {members.Length} sources.", nameof(folds));
        }

        var whole = Fit(kind, members, positives);
        var warnings = whole.Warnings;
        var heldOut = new double[members.Length];
        foreach (var fold in folds.Distinct())
        {
            var fitted = Fit(kind, members, positives, [.. folds.Select(other => other == fold ? 0.0 : 1.0)]);
            var lacksAClass = fitted.Warnings.HasFlag(CalibrationWarnings.ClassMissing);
            warnings |= lacksAClass ? CalibrationWarnings.FoldWithoutClass : fitted.Warnings;
            var combined = fitted.Combiner.Combine(members);
            for (var row = 0; row < heldOut.Length; row++)
            {
                heldOut[row] = folds[row] == fold ? combined[row] : heldOut[row];
            }
        }

        return new CrossCombined(whole.Combiner, heldOut, warnings);
    }

    private static CombinerOutcome Fitted(CombinerKind kind, MemberScores members, double[] targets, double[]? weights)
    {
        var columns = Enumerable.Range(0, members.Members).Select(member => Logits(members.Column(member))).ToList();
        var isTrust = kind == CombinerKind.Trust;
        if (!isTrust)
        {
            columns.Add([.. targets.Select(_ => 1.0)]);
        }

        double[] Each(double ofMember, double ofOffset)
            => [.. columns.Select((_, j) => j < members.Members ? ofMember : ofOffset)];

        var centre = Each(isTrust ? 1.0 / members.Members : 0, 0);
        var (found, converged) = LogisticFit.Solve(new LogisticProblem(
            columns,
            targets,
            weights,
            Each(1, 0),
            centre,
            Each(isTrust ? 0 : double.NegativeInfinity, double.NegativeInfinity),
            Each(double.PositiveInfinity, double.PositiveInfinity),
            centre));
        Combiner combiner = isTrust ? new TrustCombiner(found) : new StackedCombiner(found[..^1], found[^1]);
        return new CombinerOutcome(combiner, converged ? CalibrationWarnings.None : CalibrationWarnings.NotConverged);
    }

    private static double[] Logits(ReadOnlySpan<double> scores) => Array.ConvertAll(scores.ToArray(), Logit.Of);
}
