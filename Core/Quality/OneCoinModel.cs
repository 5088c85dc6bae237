using LensGrains.Core.Ids;

namespace LensGrains.Core.Quality;

/// <summary>One annotator's vote on a source, positive or not.</summary>
/// <param name="Source">The source.</param>
/// <param name="Annotator">Who.</param>
/// <param name="Positive">What.</param>
/// <param name="Unsure">A doubted vote counts half: its log odds and its part in the annotator's accuracy are halved.</param>
public readonly record struct Ballot(Ordinal Source, string Annotator, bool Positive, bool Unsure);

/// <summary>
/// What several annotators' votes say together when some err more than others: the model of Dawid and Skene (1979, Appl. Stat. 28, 20)
/// with one number per annotator, the accuracy, the same for both classes. Both classes are as probable beforehand, because members train
/// on as many draws of each. Everybody starts as if three votes had been given before, 2.4 of them right (a Beta(3.4, 1.6) prior), so
/// that whoever voted little is near what is usual. Fitted by expectation and maximisation from the shares of votes, which leads to a
/// maximum of the accuracies' posterior.
/// </summary>
/// <param name="Posterior">Probability that the source is positive, by source.</param>
/// <param name="Accuracy">Probability that the annotator's vote is right, by annotator.</param>
public sealed record OneCoinModel(IReadOnlyDictionary<Ordinal, double> Posterior, IReadOnlyDictionary<string, double> Accuracy)
{
    /// <summary>Right votes that everybody has beforehand.</summary>
    public const double PriorRight = 2.4;

    /// <summary>Wrong votes that everybody has beforehand.</summary>
    public const double PriorWrong = 0.6;

    private const int MostSteps = 500;
    private const double Settled = 1e-10;
    private const double LeastAccuracy = 0.501; // who errs more often than not says nothing; a vote never counts against itself

    /// <summary>Fits votes; the same votes in another order give the same to rounding.</summary>
    public static OneCoinModel Fit(IReadOnlyCollection<Ballot> ballots)
    {
        var sources = ballots.GroupBy(b => b.Source).OrderBy(g => g.Key).Select(g => g.ToArray()).ToArray();
        var posterior = sources.Select(votes => votes.Sum(v => v.Positive ? Weight(v) : 0) / votes.Sum(Weight)).ToArray();
        var accuracy = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var step = 0; step < MostSteps; step++)
        {
            accuracy = Accuracies(sources, posterior);
            var moved = 0.0;
            for (var i = 0; i < sources.Length; i++)
            {
                var next = Sigmoid(sources[i].Sum(v => (v.Positive ? 1 : -1) * Weight(v) * LogOdds(accuracy[v.Annotator])));
                moved = Math.Max(moved, Math.Abs(next - posterior[i]));
                posterior[i] = next;
            }

            if (moved < Settled)
            {
                break;
            }
        }

        return new OneCoinModel(sources.Select((votes, i) => (votes[0].Source, posterior[i])).ToDictionary(p => p.Source, p => p.Item2), accuracy);
    }

    private static Dictionary<string, double> Accuracies(Ballot[][] sources, double[] posterior)
    {
        var right = new SortedDictionary<string, (double Right, double All)>(StringComparer.Ordinal);
        for (var i = 0; i < sources.Length; i++)
        {
            foreach (var vote in sources[i])
            {
                var (sum, all) = right.GetValueOrDefault(vote.Annotator);
                var agrees = vote.Positive ? posterior[i] : 1 - posterior[i];
                right[vote.Annotator] = (sum + (Weight(vote) * agrees), all + Weight(vote));
            }
        }

        return right.ToDictionary(
            pair => pair.Key,
            pair => Math.Max(LeastAccuracy, (PriorRight + pair.Value.Right) / (PriorRight + PriorWrong + pair.Value.All)),
            StringComparer.Ordinal);
    }

    private static double Weight(Ballot vote) => vote.Unsure ? 0.5 : 1;

    private static double LogOdds(double p) => Math.Log(p / (1 - p));

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
