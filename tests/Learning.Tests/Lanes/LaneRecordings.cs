using System.Runtime.CompilerServices;
using System.Text.Json;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Lanes;

/// <summary>
/// What seeded members answer on libtorch 1.13.1 (the default lane), for every lane to be held against: <c>tests/oracles/learning/lanes.json</c>.
/// Recorded anew by <c>LENS_RECORD_LANES=1 dotnet test tests/Learning.Tests --filter LaneAgreementTests</c>.
/// </summary>
internal static class LaneRecordings
{
    private static readonly string File = Path.Combine(TestFiles.Root, "tests", "oracles", "learning", "lanes.json");

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, IndentSize = 1 };

    private static readonly bool Records = Environment.GetEnvironmentVariable("LENS_RECORD_LANES") == "1";

    /// <summary>Every number is the recorded one to within a share of their range; of itself where it is the only one.</summary>
    /// <param name="name">What answered.</param>
    /// <param name="answers">Its answers.</param>
    /// <param name="tolerance">The share.</param>
    public static void Agree(string name, IReadOnlyList<double> answers, double tolerance)
    {
        if (Records)
        {
            Write(name, answers);
        }

        var recorded = Read().TryGetValue(name, out var found) ? found : throw new InvalidOperationException($"Nothing of '{name}' is recorded.");
        var range = recorded.Length == 1 ? Math.Abs(recorded[0]) : recorded.Max() - recorded.Min();
        Assert.Equal(recorded.Length, answers.Count);
        Assert.True(range > 1e-3, $"{name}: answers that hardly differ say nothing.");
        var distance = recorded.Zip(answers, (a, b) => Math.Abs(a - b)).Max() / range;
        Assert.True(distance <= tolerance, $"{name}: {distance:e2} of the answers' range, {tolerance:e0} allowed.");
    }

    private static SortedDictionary<string, double[]> Read() => System.IO.File.Exists(File)
        ? JsonSerializer.Deserialize<SortedDictionary<string, double[]>>(System.IO.File.ReadAllBytes(File))!
        : [];

    [MethodImpl(MethodImplOptions.Synchronized)]
    private static void Write(string name, IReadOnlyList<double> answers)
    {
        var recorded = new SortedDictionary<string, double[]>(Read(), StringComparer.Ordinal) { [name] = [.. answers] };
        System.IO.File.WriteAllText(File, JsonSerializer.Serialize(recorded, Json) + "\n");
    }
}
