using LensGrains.Learning.Experiments;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Experiments;

public sealed class StagesTests
{
    private readonly string _folder = TestFiles.NewFolder("stages");

    [Fact]
    public void IsDone_OnlyForTheSameInputsWithAllFilesWhole()
    {
        var (stages, file) = (new Stages(_folder), Path.Combine(_folder, "output"));
        File.WriteAllText(file, "whole");
        stages.Finish("a", "inputs", [file]);

        Assert.True(stages.IsDone("a", "inputs"));
        Assert.False(stages.IsDone("a", "other inputs"));
        Assert.False(stages.IsDone("b", "inputs"));
        File.WriteAllText(file, "half");
        Assert.False(stages.IsDone("a", "inputs"));
        File.Delete(file);
        Assert.False(stages.IsDone("a", "inputs"));
    }

    [Fact]
    public void IsDone_WhenTheRecordWasCutOff_IsFalse()
    {
        var stages = new Stages(_folder);
        stages.Finish("a", "inputs", []);
        var record = Path.Combine(_folder, "stages", "a.json");
        File.WriteAllText(record, File.ReadAllText(record)[..10]);

        Assert.False(stages.IsDone("a", "inputs"));
    }

    [Fact]
    public void Hash_TellsTextsApartHoweverTheyAreCut()
        => Assert.Equal(3, new[] { Stages.Hash("ab", "c"), Stages.Hash("a", "bc"), Stages.Hash("abc") }.Distinct().Count());

    [Fact]
    public void MetricsLog_WhenAnEpochComesAgain_ForgetsItAndWhatFollowed()
    {
        var path = Path.Combine(_folder, "metrics.jsonl");
        var log = new MetricsLog(path);
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            log.Add(new EpochLine(1, "a", null, epoch, epoch, null, new Dictionary<string, double>(), null, 0));
        }

        log.Add(new EpochLine(1, "b", null, 1, 9, null, new Dictionary<string, double>(), null, 0));
        File.AppendAllText(path, "{\"seed\":1,\"mem"); // killed in the middle of a line
        new MetricsLog(path).Add(new EpochLine(1, "a", null, 2, 7, null, new Dictionary<string, double>(), null, 0));

        Assert.Equal([("a", 1, 1.0), ("b", 1, 9.0), ("a", 2, 7.0)], MetricsLog.Read(path).Select(line => (line.Member, line.Epoch, line.Loss)));
    }
}
