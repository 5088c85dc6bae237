using LensGrains.Core.Ids;
using LensGrains.Core.Quality;

namespace LensGrains.Tests.Core.Quality;

public class OneCoinModelTests
{
    [Fact]
    public void Fit_OfOneSource_SolvesItsTwoEquations()
    {
        // Two who agree: both have accuracy a = (2.4 + p) / 4, and p = a² / (a² + (1 - a)²).
        var fit = OneCoinModel.Fit([Vote(1, "ana", true), Vote(1, "bob", true)]);

        var (a, p) = (fit.Accuracy["ana"], fit.Posterior[new Ordinal(1)]);
        Assert.Equal(a, fit.Accuracy["bob"]);
        Assert.Equal((2.4 + p) / 4, a, 9);
        Assert.Equal(a * a / ((a * a) + ((1 - a) * (1 - a))), p, 9);
    }

    [Fact]
    public void Fit_WhenOneErrsOften_BelievesTheOthers()
    {
        var random = new Random(5);
        var truth = Enumerable.Range(0, 400).Select(i => i % 2 == 0).ToArray();
        var accuracy = new Dictionary<string, double> { ["ana"] = 0.95, ["bob"] = 0.9, ["cem"] = 0.6 };
        var votes = truth.SelectMany((lens, i) => accuracy.Select(a => Vote(i, a.Key, random.NextDouble() < a.Value ? lens : !lens))).ToArray();

        var fit = OneCoinModel.Fit(votes);

        Assert.All(accuracy, a => Assert.Equal(a.Value, fit.Accuracy[a.Key], 0.06));
        var byModel = truth.Where((lens, i) => fit.Posterior[new Ordinal(i)] > 0.5 == lens).Count();
        var byMajority = truth.Where((lens, i) => votes.Count(v => v.Source.Value == i && v.Positive) >= 2 == lens).Count();
        Assert.True(byModel >= byMajority, $"{byModel} right by the model, {byMajority} by majority");
    }

    [Fact]
    public void Fit_AtItsEnd_IsAMaximumOfTheAccuraciesPosterior()
    {
        var random = new Random(9);
        var votes = Enumerable.Range(0, 30).SelectMany(i => new[] { "ana", "bob", "cem" }.Where(_ => random.Next(4) > 0)
            .Select(a => Vote(i, a, random.Next(3) > 0 == (i % 3 == 0)))).ToArray();

        var fit = OneCoinModel.Fit(votes);

        var best = LogPosterior(votes, fit.Accuracy);
        foreach (var annotator in fit.Accuracy.Keys)
        {
            foreach (var step in (double[])[-1e-3, 1e-3])
            {
                var moved = fit.Accuracy.ToDictionary(a => a.Key, a => a.Value + (a.Key == annotator ? step : 0));
                Assert.True(LogPosterior(votes, moved) < best);
            }
        }
    }

    [Fact]
    public void Fit_WhenVotesComeInAnotherOrderOrTurnedRound_IsTheSameOrTurnedRound()
    {
        Ballot[] votes = [Vote(1, "ana", true), Vote(1, "bob", false), Vote(2, "ana", true), Vote(2, "bob", true), Vote(2, "cem", false, unsure: true)];

        var fit = OneCoinModel.Fit(votes);
        var reversed = OneCoinModel.Fit([.. votes.Reverse()]);
        var turned = OneCoinModel.Fit([.. votes.Select(v => v with { Positive = !v.Positive })]);

        Assert.All(fit.Posterior, p => Assert.Equal(p.Value, reversed.Posterior[p.Key], 9));
        Assert.All(fit.Posterior, p => Assert.Equal(1 - p.Value, turned.Posterior[p.Key], 9));
    }

    [Fact]
    public void Fit_OfNothing_IsEmpty() => Assert.Empty(OneCoinModel.Fit([]).Posterior);

    /// <summary>ln Σ over both classes of ½ Π p(vote), plus the prior: what is maximised, written down without any of the fit's steps.</summary>
    private static double LogPosterior(IEnumerable<Ballot> votes, IReadOnlyDictionary<string, double> accuracy)
        => accuracy.Sum(a => (OneCoinModel.PriorRight * Math.Log(a.Value)) + (OneCoinModel.PriorWrong * Math.Log(1 - a.Value)))
           + votes.GroupBy(v => v.Source).Sum(g => Math.Log(
               (0.5 * g.Aggregate(1.0, (p, v) => p * (v.Positive ? accuracy[v.Annotator] : 1 - accuracy[v.Annotator])))
               + (0.5 * g.Aggregate(1.0, (p, v) => p * (v.Positive ? 1 - accuracy[v.Annotator] : accuracy[v.Annotator])))));

    private static Ballot Vote(int source, string annotator, bool positive, bool unsure = false) => new(new Ordinal(source), annotator, positive, unsure);
}
