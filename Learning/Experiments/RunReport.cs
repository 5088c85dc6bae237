using System.Globalization;
using System.Text;
using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Experiments;

/// <summary><c>report.md</c>: what was done, and every figure with its interval or its spread over seeds.</summary>
internal sealed record RunReport(ExperimentConfig Config, IReadOnlyList<RunFigures> Seeds, IReadOnlyList<RareFigures> Rare, IReadOnlyList<string> Notes, string HowMeasured)
{
    private static readonly (string Metric, string Head)[] Shown =
    [
        ("roc_auc", "ROC AUC"), ("average_precision", "average precision"), ("tpr_at_fpr_0.1", "TPR at FPR 0.1"), ("tpr0", "TPR0"), ("tpr10", "TPR10"),
        ("accuracy", "accuracy"), ("ece", "ECE"),
    ];

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Config.Name}\n\n");
        if (Config.About.Length > 0)
        {
            text.Append(Config.About).Append("\n\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{Seeds[0].Sources} sources were scored, {Seeds[0].Lenses} lenses among them; {HowMeasured}.\n\n");
        text.Append(Spread()).Append("\n\n");
        Table(text);
        Differences(text);
        RareTable(text);
        List(text, "Left out", Seeds.SelectMany(seed => seed.Failures.Select(f => $"{f.Key}: {f.Value}")).Distinct());
        List(text, "To know", Notes.Concat(Seeds[0].Warnings).Distinct());
        text.Append("Files: `config.json` (everything, defaults included), `metrics.jsonl` (every epoch), `predictions.csv` (for `lens evaluate`), ")
            .Append("`results/` (what it writes), `members/` (safetensors), `figures.json` (these tables).\n");
        return text.ToString();
    }

    private string Spread() => Seeds.Count == 1
        ? FormattableString.Invariant($"One seed ({Seeds[0].Seed}); in brackets {100 * Config.Evaluation.Bootstrap.Confidence:0.#}% bootstrap intervals over sources.")
        : FormattableString.Invariant($"Mean ± standard deviation over {Seeds.Count} seeds of the training; the sources are the same.")
            + (Seeds.Count < SeedSummary.EnoughSeeds ? " Fewer than five seeds tell a spread poorly." : "");

    private void Table(StringBuilder text)
    {
        text.Append("| | ").AppendJoin(" | ", Shown.Select(s => s.Head)).Append(" |\n|---|").Append(string.Concat(Shown.Select(_ => "---|"))).Append('\n');
        foreach (var column in Seeds.SelectMany(seed => seed.Columns).DistinctBy(c => (c.Name, c.Role)))
        {
            var runs = Seeds.Select(seed => seed.Columns.FirstOrDefault(c => c.Name == column.Name && c.Role == column.Role)?.Figures).ToArray();
            text.Append("| ").Append(NameOf(column)).Append(" | ").AppendJoin(" | ", Shown.Select(s => Cell(runs, s.Metric))).Append(" |\n");
        }

        text.Append('\n');
    }

    private static string NameOf(ColumnFigures column) => column.Role switch
    {
        ColumnRole.Ensemble => "**ensemble**",
        ColumnRole.Baseline => column.Name + " (baseline)",
        ColumnRole.Reference => column.Name + " (reference)",
        _ => column.Name,
    };

    private static string Cell(IReadOnlyDictionary<string, MetricEstimate>?[] runs, string metric)
    {
        var estimates = runs.Select(run => run?.GetValueOrDefault(metric)).ToArray();
        return estimates is [var one]
            ? one?.Value is null ? "–" : $"{Number(one.Value)}{Bracket(one)}"
            : Cell(estimates.Select(e => e?.Value));
    }

    private static string Cell(IEnumerable<double?> values)
    {
        var summary = SeedSummary.Of(values);
        return summary.Mean is null ? "–" : summary.StandardDeviation is { } deviation ? $"{Number(summary.Mean)} ± {Number(deviation)}" : Number(summary.Mean);
    }

    private void Differences(StringBuilder text)
    {
        if (Seeds[0].Differences.Count == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"Paired differences on the same sources, seed {Seeds[0].Seed}:\n\n| | metric | difference | p |\n|---|---|---|---|\n");
        foreach (var pair in Seeds[0].Differences)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {pair.First} − {pair.Second} | {pair.Metric} | {Number(pair.Estimate.Difference.Value)}{Bracket(pair.Estimate.Difference)} | {Number(pair.Estimate.PValue)} |\n");
        }

        text.Append('\n');
    }

    private void RareTable(StringBuilder text)
    {
        if (Rare.Count == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"{Rare[0].Others} other non-lenses and {Rare[0].Lenses} other lenses, simulated, scored and not stored; ")
            .Append(CultureInfo.InvariantCulture, $"purity and completeness weighed to a prevalence of {100 * Rare[0].Yield.Prevalence:0.####}%:\n\n")
            .Append("| | TPR at FPR 1e-4 | TPR at FPR 1e-3 | TPR0 | purity at 50% completeness | (its false positives) | lenses in the top 2% |\n|---|---|---|---|---|---|---|\n");
        foreach (var runs in Rare.GroupBy(one => one.Name))
        {
            string[] cells = [Cells(runs, r => r.TprAtFpr0001), Cells(runs, r => r.TprAtFpr001), Cells(runs, r => r.Tpr0), Cells(runs, r => r.Yield.PurityAtHalfCompleteness),
                string.Join(", ", runs.Select(r => r.Yield.FalsePositivesAtHalfCompleteness)), Cells(runs, r => r.Yield.CompletenessInTopTwoPercent)];
            text.Append("| ").Append(runs.Key).Append(" | ").AppendJoin(" | ", cells).Append(" |\n");
        }

        text.Append('\n');
    }

    private static string Cells(IEnumerable<RareFigures> runs, Func<RareFigures, double> figure) => Cell(runs.Select(run => (double?)figure(run)));

    private static void List(StringBuilder text, string head, IEnumerable<string> lines)
    {
        var all = lines.ToArray();
        if (all.Length > 0)
        {
            text.Append(head).Append(":\n\n").AppendJoin('\n', all.Select(line => "- " + line)).Append("\n\n");
        }
    }

    internal static string Bracket(MetricEstimate estimate) => estimate.Low is null ? "" : $" [{Number(estimate.Low)}, {Number(estimate.High)}]";

    internal static string Number(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";
}
