using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Ensembles;

/// <summary>Who finds more in lists of one length.</summary>
public enum ListOutcome
{
    /// <summary>The ensemble.</summary>
    EnsembleFindsMore,

    /// <summary>Neither.</summary>
    Same,

    /// <summary>The best member.</summary>
    BestMemberFindsMore,
}

/// <summary>
/// An ensemble's list against the list of its best member, both k long. The member is the best of all on the very data that it is
/// measured on, so the comparison leans towards the member, never towards the ensemble.
/// </summary>
/// <param name="Length">k.</param>
/// <param name="EnsembleFound">Lenses in the ensemble's list.</param>
/// <param name="BestMember">Name of the member with most lenses in its list; of equal ones the first.</param>
/// <param name="BestMemberFound">Lenses in its list.</param>
/// <param name="AllLenses">Lenses among all sources.</param>
/// <param name="Difference">Found by the ensemble minus by the member, over the same resamples.</param>
public sealed record ListComparison(
    int Length, double EnsembleFound, string BestMember, double BestMemberFound, int AllLenses, PairedEstimate Difference)
{
    /// <summary>Who finds more, be it by chance.</summary>
    public ListOutcome Outcome => EnsembleFound.CompareTo(BestMemberFound) switch
    {
        > 0 => ListOutcome.EnsembleFindsMore,
        0 => ListOutcome.Same,
        < 0 => ListOutcome.BestMemberFindsMore,
    };

    /// <summary>True where the interval of the difference leaves out 0.</summary>
    public bool IsClear => Difference.IsClearlyHigher || Difference.IsClearlyLower;

    /// <summary>The outcome in a sentence, as it is.</summary>
    public string Told()
    {
        var counts = FormattableString.Invariant(
            $"in lists of {Length} the ensemble finds {EnsembleFound:0.##} of {AllLenses} lenses, its best member {BestMember} {BestMemberFound:0.##}");
        var verdict = Outcome switch
        {
            ListOutcome.EnsembleFindsMore => "the ensemble finds more",
            ListOutcome.BestMemberFindsMore => "the ensemble finds fewer than its best member",
            _ => "neither finds more",
        };
        var doubt = IsClear || Outcome == ListOutcome.Same ? string.Empty : ", but the interval of the difference holds 0";
        return $"{counts}: {verdict}{doubt}";
    }

    /// <summary>Compares lists of one length.</summary>
    /// <param name="ensemble">[n] the ensemble's held-out scores.</param>
    /// <param name="members">The members' held-out scores.</param>
    /// <param name="positives">[n].</param>
    /// <param name="length">k.</param>
    /// <param name="options">Of the bootstrap.</param>
    public static ListComparison Of(double[] ensemble, MemberScores members, bool[] positives, int length, BootstrapOptions options)
    {
        var whole = new Sample(ensemble, positives);
        var samples = Enumerable.Range(0, members.Members).Select(member => new Sample(members.Column(member), positives)).ToArray();
        var found = Array.ConvertAll(samples, sample => ListYield.Of(sample, length).Lenses);
        var best = Array.IndexOf(found, found.Max());
        return new ListComparison(
            Math.Min(length, whole.Count),
            ListYield.Of(whole, length).Lenses,
            members.Names[best],
            found[best],
            whole.Positives,
            Bootstrap.Difference(whole, samples[best], ListYield.Found(length), options));
    }
}
