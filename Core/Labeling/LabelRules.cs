using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Labeling;

/// <summary>What a body of labels may say.</summary>
internal static class LabelRules
{
    private const int LongestComment = 2_000;
    private const int LongestDataSet = 60;

    /// <summary>What is wrong with <paramref name="judgements"/>, field by field; empty where nothing is.</summary>
    public static IReadOnlyList<FieldProblem> Check(
        IReadOnlyList<Judgement> judgements, LabelKind kind, ClassScheme classes, IReadOnlyList<Tile>? tiles)
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

            if (kind == LabelKind.Verdict)
            {
                CheckVerdict(judgement, i, problems);
            }
            else
            {
                CheckValue(judgement, i, classes, problems);
            }
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

    /// <summary>A verdict says nothing else; without one it takes back the annotator's own.</summary>
    private static void CheckVerdict(Judgement judgement, int i, List<FieldProblem> problems)
    {
        if (judgement.Label is not null || judgement.Unsure || judgement.Skip || judgement.Origin is not null || judgement.DataSet is not null)
        {
            problems.Add(new FieldProblem($"labels[{i}]", "A verdict stands alone: no label, doubt, skip or origin beside it."));
        }

        if (judgement.Verdict is { } verdict && !Enum.IsDefined(verdict))
        {
            problems.Add(new FieldProblem($"labels[{i}].verdict", "confirmed, interesting, falsePositive, normal or none."));
        }

        CheckComment(judgement, i, problems);
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

        if (judgement.Verdict is not null)
        {
            problems.Add(new FieldProblem($"labels[{i}].verdict", "A verdict is given as kind verdict."));
        }

        if (judgement.DataSet is { Length: 0 or > LongestDataSet })
        {
            problems.Add(new FieldProblem("dataSet", $"1 to {LongestDataSet} characters."));
        }

        CheckComment(judgement, i, problems);
    }

    private static void CheckComment(Judgement judgement, int i, List<FieldProblem> problems)
    {
        if (judgement.Comment is { Length: > LongestComment })
        {
            problems.Add(new FieldProblem($"labels[{i}].comment", $"A comment has at most {LongestComment} characters."));
        }
    }
}
