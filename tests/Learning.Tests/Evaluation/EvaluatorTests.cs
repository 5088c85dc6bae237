using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using LensGrains.Learning.Calibration;
using LensGrains.Learning.Ensembles;
using LensGrains.Learning.Evaluation;
using LensGrains.Learning.Metrics;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests;

public sealed class EvaluatorTests
{
    private static readonly EvaluationOptions Options = new() { Bootstrap = new BootstrapOptions { Resamples = 60, Seed = 1 } };
    private static readonly string[] Figures =
    [
        "accuracy", "precision", "recall", "specificity", "f1_score", "roc_auc", "average_precision", "tpr_at_fpr_0", "tpr_at_fpr_0.0001",
        "tpr_at_fpr_0.001", "tpr_at_fpr_0.1", "tpr0", "tpr10", "brier", "nll", "ece", "mce", "ece_adaptive", "mce_adaptive",
        "ece_adaptive_top_1_percent",
    ];

    private readonly string _folder = TestFiles.NewFolder("evaluate");

    [Fact]
    public void Write_OfAnEnsemble_WritesEveryFileWithTheFiguresOfTheMetrics()
    {
        var table = Table();
        var report = Evaluator.Run(table, Options);

        var files = EvaluationFiles.Write(_folder, table, Options, report);

        string[] names = ["evaluation_summary.json", "detailed_predictions.csv", "ensemble_metrics.json", "roc.svg", "reliability.svg"];
        Assert.Equal(names, files.Take(5).Select(Path.GetFileName));
        var summary = JsonNode.Parse(File.ReadAllText(files[0]))!.AsObject();
        Assert.Equal(Figures, summary.Take(Figures.Length).Select(figure => figure.Key));
        Assert.Equal(BinaryMetrics.RocAuc(new MeanCombiner().Combine(table.Members), table.Positives), summary["roc_auc"]!.GetValue<double>(), 12);
        Assert.True(summary["intervals"]!["f1_score"]!["low"]!.GetValue<double>() <= summary["f1_score"]!.GetValue<double>());
        Assert.Equal(["einstein_radius_over_seeing", "arc_to_lens_flux_ratio"], summary["completeness"]!.AsArray().Select(one => one!["property"]!.GetValue<string>()));
        Assert.Equal(2, JsonNode.Parse(File.ReadAllText(files[2]))!["by_member"]!.AsArray().Count);
        Assert.StartsWith("in lists of", JsonNode.Parse(File.ReadAllText(files[2]))!["told"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("svg", XDocument.Load(files[3]).Root!.Name.LocalName);
        Assert.Equal("svg", XDocument.Load(files[4]).Root!.Name.LocalName);
    }

    [Fact]
    public void Write_WhereSvgCanBeDrawn_WritesAPngWithSomethingOnIt()
    {
        var table = Table();

        var png = EvaluationFiles.Write(_folder, table, Options, Evaluator.Run(table, Options)).FirstOrDefault(file => file.EndsWith(".png", StringComparison.Ordinal));

        // Without librsvg there is no such file; with it, it is a picture of 880 × 420 with more than one colour.
        if (png is not null)
        {
            var picture = Imaging.CutoutReader.Read([new Imaging.BandFile(png)], new Imaging.ImageLimits(), CancellationToken.None).Cutout!;
            Assert.Equal((880, 420), (picture.Width, picture.Height));
            Assert.True(picture.Plane(0).ToArray().Distinct().Count() > 10);
        }
    }

    [Fact]
    public void Write_DetailedPredictions_HoldARowPerSourceThatCanBeReadAgain()
    {
        var table = Table();
        EvaluationFiles.Write(_folder, table, Options, Evaluator.Run(table, Options));

        var again = PredictionTable.Read(Path.Combine(_folder, "detailed_predictions.csv"), new PredictionColumns());

        Assert.Equal(table.Ids, again.Ids);
        Assert.Equal(table.Positives, again.Positives);
        Assert.Equal(table.Members.Names, again.Members.Names);
        Assert.Equal(table.Members.Column(1).ToArray(), again.Members.Column(1).ToArray());
    }

    [Fact]
    public void Run_WithLearnedCombinationAndCalibration_IsTheSameTwice()
    {
        var options = Options with { Combine = CombinerKind.Stacked, Calibrate = CalibrationKind.Isotonic };

        var (one, other) = (Evaluator.Run(Table(), options), Evaluator.Run(Table(), options));

        Assert.Equal(one.Probabilities, other.Probabilities);
        Assert.Equal(EvaluationFiles.Summary(options, one).ToJsonString(), EvaluationFiles.Summary(options, other).ToJsonString());
        Assert.IsType<StackedCombiner>(one.Combiner);
        Assert.IsType<IsotonicCalibrator>(one.Calibrator);
    }

    [Fact]
    public void Run_OfOneClass_IsNotAvailableAndWarnsInsteadOfFailing()
    {
        var table = PredictionTable.Parse("id,label,score\na,1,0.5\nb,1,0.7\n", new PredictionColumns());

        var report = Evaluator.Run(table, Options with { Calibrate = CalibrationKind.Platt });
        var files = EvaluationFiles.Write(_folder, table, Options, report);

        Assert.Null(report.Metrics["roc_auc"].Value);
        Assert.Contains("one class only: what needs both is not available", report.Warnings);
        Assert.Null(report.ListComparison);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(File.ReadAllText(files[0])).RootElement.GetProperty("roc_auc").ValueKind);
    }

    [Fact]
    public void Run_OfAbsurdFolds_WarnsOfCopiesInSeveralFolds()
    {
        var table = PredictionTable.Parse("id,label,score,fold,object\na,1,0.5,0,x\nb,0,0.7,1,x\nc,1,0.9,1,\nd,0,0.1,0,\n", new PredictionColumns());

        Assert.Contains("1 objects have copies in several folds: what is fitted on folds has seen them", Evaluator.Run(table, Options).Warnings);
    }

    [Fact]
    public void Parse_OfAWholeTable_ReadsItsColumns()
    {
        var table = PredictionTable.Parse(
            "Name,is_lens,cnn_score,score_vit,kind,einstein_radius_arcsec,psf_fwhm_arcsec,object\n"
            + "a,1,0.9,0.8,Lens,1.4,0.7,x\nb,0,0.1,0.2,Ring,,0.7,x\nc,0,0.3,0.4,Ring,,0.7,\n",
            new PredictionColumns());

        Assert.Equal(["a", "b", "c"], table.Ids);
        Assert.Equal([true, false, false], table.Positives);
        Assert.Equal(["cnn", "vit"], table.Members.Names);
        Assert.Equal([2.0, double.NaN, double.NaN], table.Properties["einstein_radius_over_seeing"]);
        Assert.Equal([0, 0, 1], table.Objects);
        Assert.Null(table.Folds);
    }

    [Theory]
    [InlineData("id,label,score\na,1,1.5\n", "row 1: score '1.5' is no score from 0 to 1")]
    [InlineData("id,label,score\na,1,\n", "row 1: score '' is no score from 0 to 1")]
    [InlineData("id,label,score\na,1,0.5\na,0,0.5\n", "the id 'a' comes 2 times")]
    [InlineData("id,label,score\na,perhaps,0.5\n", "row 1: 'perhaps' is no label; name that of lenses")]
    [InlineData("id,score\na,0.5\n", "there is no column 'label'; columns: id, score")]
    [InlineData("id,label,p\na,1,0.5\n", "there is no column of scores: score, score_NAME or NAME_score; or name them")]
    [InlineData("id,label,score_a,a_score\na,1,0.5,0.5\n", "several columns hold scores of 'a'")]
    [InlineData("", "the table has no rows")]
    [InlineData("id,label,score\n", "the table has no rows")]
    public void Parse_OfWhatCannotBeEvaluated_SaysWhere(string text, string why)
        => Assert.Equal(why, Assert.Throws<PredictionTableException>(() => PredictionTable.Parse(text, new PredictionColumns())).Message);

    [Fact]
    public void Parse_WithNamedColumnsAndLabel_TakesThose()
    {
        var table = PredictionTable.Parse("id,label,p,q\na,arc,0.5,7\nb,star,0.1,8\n", new PredictionColumns(["p"], "arc"));

        Assert.Equal([true, false], table.Positives);
        Assert.Equal(["p"], table.Members.Names);
    }

    private static PredictionTable Table()
    {
        var random = new Random(12);
        var rows = Enumerable.Range(0, 400).Select(i =>
        {
            var isLens = i % 8 == 0;
            string Score(double distance) => Logit.Sigmoid((isLens ? distance : 0) - 1 + Blobs.Normal(random)).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            return FormattableString.Invariant($"\"source, {i}\",{(isLens ? 1 : 0)},{Score(2)},{Score(1)},{(isLens ? 0.5 + (i % 7) : 0)},0.7,{(isLens ? 0.02 * (i % 30) : 0)}");
        });
        return PredictionTable.Parse(
            "id,label,score_good,score_fair,einstein_radius_arcsec,psf_fwhm_arcsec,arc_to_lens_flux_ratio\n" + string.Join('\n', rows) + "\n", new PredictionColumns());
    }
}
