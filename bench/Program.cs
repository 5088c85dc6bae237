using LensGrains.Bench.Harness;
using LensGrains.Bench.Http;
using LensGrains.Bench.Images;
using LensGrains.Bench.Learning;
using LensGrains.Bench.References;
using LensGrains.Bench.Rounds;
using LensGrains.Bench.Rules;
using LensGrains.Bench.Storage;

IReadOnlyList<string>? only = null;
(string Name, Func<Report, string, Task> Run)[] suites =
[
    ("environment", (report, folder) => Done(() => EnvironmentSuite.Run(report, folder))),
    ("rules", (report, _) => Done(() => RulesSuite.Run(report))),
    ("train", (report, _) => Done(() => RoundSuite.Training(report))),
    ("score", (report, _) => Done(() => RoundSuite.Scoring(report))),
    ("learning", (report, _) => Done(() => LearningSuite.Run(report, only))),
    ("imaging", (report, folder) => Done(() => ImagingSuite.Run(report, folder))),
    ("ingest", IngestSuite.RunAsync),
    ("http", HttpSuite.RunAsync),
    ("cluster", ClusterSuite.RunAsync),
    ("memory", MemorySuite.RunAsync),
    ("storage", StorageSuite.RunAsync),
    ("references", ReferenceSuite.RunAsync),
];

switch (args)
{
    case ["sheet", var kind, var path]: return Sheets.Run(kind, path);
    case ["export-sim", var folder, var count, var prevalence]: return Exports.Simulated(folder, count, prevalence);
    case ["physics", var seeds, var epochs]: return PhysicsAblation.Run(seeds, epochs);
    case ["embeddings", var what, var minutes]: return EmbeddingTable.Run(what, minutes);
    case ["export-files", var list, var output]: return Exports.Files(list, output);
}

var known = suites.Select(s => s.Name).ToArray();
if (BenchOptions.Read(args, known) is not { } options)
{
    Console.Error.WriteLine($"usage: ./lens bench [SUITE] [--only NETWORK,…] [--json FILE]; suites: {string.Join(", ", known)}");
    return 2;
}

only = options.Only;
var report = new Report();
report.Header();
foreach (var (name, run) in suites.Where(s => options.Suite is null || s.Name == options.Suite || s.Name == "environment"))
{
    report.Suite = name;
    var folder = Directory.CreateTempSubdirectory("lens-bench-").FullName;
    try
    {
        await run(report, folder);
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }

    if (options.Json is { } json)
    {
        report.Write(json);
    }
}

return 0;

static Task Done(Action run)
{
    run();
    return Task.CompletedTask;
}
