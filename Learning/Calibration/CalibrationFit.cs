namespace LensGrains.Learning.Calibration;

/// <summary>The families of calibrators.</summary>
public enum CalibrationKind
{
    /// <summary>Scores as they are.</summary>
    None,

    /// <summary>One temperature.</summary>
    Temperature,

    /// <summary>Slope and offset in log odds.</summary>
    Platt,

    /// <summary>Isotonic regression; wants a thousand sources or so.</summary>
    Isotonic,
}

/// <summary>What is to be doubted about a fit.</summary>
[Flags]
public enum CalibrationWarnings
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A class is missing: nothing was fitted and scores stay as they are.</summary>
    ClassMissing = 1,

    /// <summary>The best value lies outside the range that is searched; its end was taken.</summary>
    AtBound = 2,

    /// <summary>The iteration limit came first.</summary>
    NotConverged = 4,

    /// <summary>A fold trained on one class only: its scores stay as they are.</summary>
    FoldWithoutClass = 8,
}

/// <summary>A fitted calibrator.</summary>
/// <param name="Calibrator">The map.</param>
/// <param name="Warnings">What is to be doubted.</param>
public sealed record CalibrationOutcome(Calibrator Calibrator, CalibrationWarnings Warnings);

/// <summary>
/// Fits calibrators to scores in [0, 1] of sources that the scores' makers have not seen: held-out ones. With a class missing the
/// outcome is the identity with a warning; never throws for lack of labels.
/// </summary>
public static class CalibrationFit
{
    /// <summary>The smallest temperature that is searched; the greatest is its inverse.</summary>
    public const double LeastTemperature = 0.01;

    /// <summary>Fits one of the families.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="scores">[n] in [0, 1].</param>
    /// <param name="positives">[n].</param>
    /// <param name="weights">[n] ≥ 0; null: all 1. A row of weight 0 is as if it were not there.</param>
    public static CalibrationOutcome Fit(
        CalibrationKind kind, ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives, ReadOnlySpan<double> weights = default)
    {
        var data = new Weighted(scores, positives, weights);
        if (kind == CalibrationKind.None || !data.HasBothClasses)
        {
            return new CalibrationOutcome(
                new IdentityCalibrator(), data.HasBothClasses ? CalibrationWarnings.None : CalibrationWarnings.ClassMissing);
        }

        return kind switch
        {
            CalibrationKind.Temperature => Temperature(data),
            CalibrationKind.Platt => Platt(data),
            CalibrationKind.Isotonic => new CalibrationOutcome(Isotonic(data), CalibrationWarnings.None),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind."),
        };
    }

    // The loss is convex in 1/T.
    private static CalibrationOutcome Temperature(Weighted data)
    {
        var (least, greatest) = (LeastTemperature, 1 / LeastTemperature);
        var (found, converged) = LogisticFit.Solve(new LogisticProblem(
            [data.Logits()], data.Targets(1, 0), data.Weights, [0], [0], [least], [greatest], [1]));
        var atBound = found[0] <= least || found[0] >= greatest;
        return new CalibrationOutcome(
            new TemperatureCalibrator(1 / found[0]),
            (atBound ? CalibrationWarnings.AtBound : 0) | (converged ? 0 : CalibrationWarnings.NotConverged));
    }

    // Targets (N₊ + 1)/(N₊ + 2) and 1/(N₋ + 2) instead of 1 and 0 keep the fit finite and away from certainty.
    private static CalibrationOutcome Platt(Weighted data)
    {
        var targets = data.Targets((data.Positives + 1) / (data.Positives + 2), 1 / (data.Negatives + 2));
        double[] open = [double.NegativeInfinity, double.NegativeInfinity];
        double[] above = [double.PositiveInfinity, double.PositiveInfinity];
        double[] start = [0, Math.Log((data.Positives + 1) / (data.Negatives + 1))];
        var (found, converged) = LogisticFit.Solve(new LogisticProblem(
            [data.Logits(), data.Ones()], targets, data.Weights, [0, 0], [0, 0], open, above, start));
        return new CalibrationOutcome(
            new PlattCalibrator(found[0], found[1]), converged ? CalibrationWarnings.None : CalibrationWarnings.NotConverged);
    }

    // Equal scores are pooled first; then neighbours that fall are pooled (pool adjacent violators: Ayer et al. 1955, Ann. Math. Stat. 26,
    // 641). Inner points of a level stretch are left out.
    private static IsotonicCalibrator Isotonic(Weighted data)
    {
        var blocks = new List<Block>();
        foreach (var tied in data.Rows().Where(row => row.Weight > 0).GroupBy(row => row.Score).OrderBy(group => group.Key))
        {
            var weight = tied.Sum(row => row.Weight);
            var block = new Block(tied.Key, tied.Key, weight, tied.Sum(row => row.Positive ? row.Weight : 0) / weight);
            while (blocks.Count > 0 && blocks[^1].Mean >= block.Mean)
            {
                block = blocks[^1].With(block);
                blocks.RemoveAt(blocks.Count - 1);
            }

            blocks.Add(block);
        }

        var points = blocks.SelectMany(block => block.From == block.To
            ? [(block.From, block.Mean)]
            : new[] { (block.From, block.Mean), (block.To, block.Mean) }).ToArray();
        return new IsotonicCalibrator(points.Select(point => point.Item1).ToArray(), points.Select(point => point.Item2).ToArray());
    }

    private readonly record struct Block(double From, double To, double Weight, double Mean)
    {
        public Block With(Block next)
            => new(From, next.To, Weight + next.Weight, ((Weight * Mean) + (next.Weight * next.Mean)) / (Weight + next.Weight));
    }

    private readonly record struct WeightedRow(double Score, bool Positive, double Weight);

    private sealed class Weighted
    {
        private readonly double[] _scores;
        private readonly bool[] _positives;

        public Weighted(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives, ReadOnlySpan<double> weights)
        {
            if (scores.Length != positives.Length || (!weights.IsEmpty && weights.Length != scores.Length))
            {
                throw new ArgumentException($"{scores.Length} scores, {positives.Length} truths, {weights.Length} weights.");
            }

            (_scores, _positives) = (scores.ToArray(), positives.ToArray());
            Weights = weights.IsEmpty ? null : weights.ToArray();
            if (_scores.Any(score => !(score is >= 0 and <= 1)) || (Weights?.Any(weight => !(weight >= 0) || !double.IsFinite(weight)) ?? false))
            {
                throw new ArgumentException("Scores lie in [0, 1]; weights are not negative.");
            }

            Positives = Rows().Sum(row => row.Positive ? row.Weight : 0);
            Negatives = Rows().Sum(row => row.Positive ? 0 : row.Weight);
        }

        public double[]? Weights { get; }

        public double Positives { get; }

        public double Negatives { get; }

        public bool HasBothClasses => Positives > 0 && Negatives > 0;

        public IEnumerable<WeightedRow> Rows()
            => _scores.Select((score, i) => new WeightedRow(score, _positives[i], Weights?[i] ?? 1));

        public double[] Logits() => Array.ConvertAll(_scores, Logit.Of);

        public double[] Ones() => Array.ConvertAll(_scores, _ => 1.0);

        public double[] Targets(double positive, double negative) => Array.ConvertAll(_positives, yes => yes ? positive : negative);
    }
}
