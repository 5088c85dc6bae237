using System.Globalization;
using LensGrains.Learning.Bench;

// dotnet run -c Release --project bench/Learning.Bench [-- RUNS]
var runs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
Console.WriteLine($"libtorch {torch.__version__}, {torch.get_num_threads()} threads");
foreach (var figure in RoundBench.Run(runs))
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figure.Name,-14} {figure.Median,8:F2} s  (of {figure.Runs} runs: {figure.Lowest:F2} to {figure.Highest:F2}; {figure.Processor:F2} s of processor)"));
}
