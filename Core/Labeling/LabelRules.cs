using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Labeling;

/// <summary>What a body of labels may say.</summary>
internal static class LabelRules
{
    private const int LongestComment = 2_000;

    /// <summary>What is wrong with <paramref name="judgements"/>, field by field; empty where nothing is.</summary>
    public static IReadOnlyList<FieldProblem> Check(IReadOnlyList<Judgement> judgements, ClassScheme classes, IReadOnlyList<Tile>? tiles)
    {
        var problems = new List<FieldProblem>();
        var onPage = tiles?.Select(t => t.Source).ToHashSet();
        var named = new HashSet<Ordinal>();
        for (var i = 0; i < judgements.Count; i++)
        {
            var judgement = judgements[i];
            if (onPage is not null && !onPage.Contains(judgement.Source))
            {
                problems.Add(new FieldProblem($"labels[{i}].sourceId", "This source is not on the page."));
            }

            if (!named.Add(judgement.Source))
            {
                problems.Add(new FieldProblem($"labels[{i}].sourceId", "This source is named twice."));
            }

            CheckValue(judgement, i, classes, problems);
        }

        return problems;
    }

    /// <summary>The judgements, with those that the campaign's rule gives to the tiles left unnamed.</summary>
    public static IReadOnlyList<Judgement> WithRest(
        IReadOnlyList<Judgement> judgements, IReadOnlyList<Tile> tiles, RestOfPage rest, ClassScheme classes)
    {
        if (rest == RestOfPage.Explicit)
        {
            return judgements;
        }

        var label = rest == RestOfPage.Positive ? classes.Positive : classes.Negative;
        var named = judgements.Select(j => j.Source).ToHashSet();
        return [.. judgements, .. tiles.Where(t => !named.Contains(t.Source)).Select(t => new Judgement(t.Source, label))];
    }

    private static void CheckValue(Judgement judgement, int i, ClassScheme classes, List<FieldProblem> problems)
    {
        if (judgement.Label is { } label && !classes.Has(label))
        {
            problems.Add(new FieldProblem($"labels[{i}].label", $"The campaign has the classes {string.Join(", ", classes.Names)}."));
        }

        if (judgement.Skip && (judgement.Label is not null || judgement.Unsure))
        {
            problems.Add(new FieldProblem($"labels[{i}].skip", "A skipped source has no label and no doubt."));
        }

        if (judgement is { Label: null, Unsure: false, Skip: false })
        {
            problems.Add(new FieldProblem($"labels[{i}]", "Give a label, unsure or skip."));
        }

        if (judgement.Comment is { Length: > LongestComment })
        {
            problems.Add(new FieldProblem($"labels[{i}].comment", $"A comment has at most {LongestComment} characters."));
        }
    }
}
