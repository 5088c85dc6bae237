using System.Globalization;
using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Images;
using LensGrains.Learning.Members;
using LensGrains.Learning.Physics;
using LensGrains.Learning.Training;

namespace LensGrains.Bench.Learning;

/// <summary>
/// What the physics loss of the physics-informed member is good for: trainings on simulated lenses with and without it, same data and seeds,
/// with all parameters known and with few, as rows of a table.
/// </summary>
internal static class PhysicsAblation
{
    private const int Training = 2000;
    private const int Testing = 1000;
    private const int Refined = 200;

    private static readonly ImageContract Contract = new() { Size = 32, PixelScaleArcsec = 0.25 };

    private static readonly (string Name, double KnownShare, Dictionary<string, double> Numbers)[] Variants =
    [
        ("1 of 10 known", 0.1, new() { ["physicsWeight"] = 0 }),
        ("1 of 10 known, + physics", 0.1, []),
        ("all known", 1, new() { ["physicsWeight"] = 0 }),
        ("all known, + physics", 1, []),
        ("1 of 10 known, + physics, gate learns", 0.1, new() { ["learnedGate"] = 1 }),
    ];

    /// <summary>Prints each training's row as it ends, and the table over all seeds.</summary>
    /// <param name="seeds">Seeds, with commas between them; every variant is trained with each.</param>
    /// <param name="epochs">Epochs of each training.</param>
    public static int Run(string seeds, string epochs)
    {
        var (training, testing) = (Simulated.Draw(Contract, Training, 5), Simulated.Draw(Contract, Testing, 6));
        var rows = new Dictionary<string, List<PhysicsScores>>(StringComparer.Ordinal);
        foreach (var seed in seeds.Split(',').Select(seed => int.Parse(seed, CultureInfo.InvariantCulture)))
        {
            foreach (var (name, known, numbers) in Variants)
            {
                var scores = Scores(training.Knowing(known), testing, Options(numbers, seed, int.Parse(epochs, CultureInfo.InvariantCulture)));
                Add(rows, name, scores.Network);
                Add(rows, $"{name}; refined", scores.Refined);
            }
        }

        Console.WriteLine(PhysicsScores.Header);
        foreach (var (name, trainings) in rows)
        {
            Console.WriteLine(PhysicsScores.Row(name, [.. trainings]));
        }

        return 0;
    }

    private static void Add(Dictionary<string, List<PhysicsScores>> rows, string name, PhysicsScores scores)
    {
        Console.Error.WriteLine(PhysicsScores.Row(name, [scores]));
        if (!rows.TryAdd(name, [scores]))
        {
            rows[name].Add(scores);
        }
    }

    private static ImageMemberOptions Options(Dictionary<string, double> numbers, int seed, int epochs) => new()
    {
        Kind = "physics_narrow", Contract = Contract, Special = numbers, Epochs = epochs, Patience = epochs, LearningRate = 2e-3,
        HeldOutFraction = 0, Bootstrap = false, Seed = seed,
    };

    private static (PhysicsScores Network, PhysicsScores Refined) Scores(Simulated training, Simulated testing, ImageMemberOptions options)
    {
        using var scope = torch.NewDisposeScope();
        var trained = new ImageTrainer(TimeProvider.System).Train(training.Set, options, new MemberLineage(null, "ablation", 1));
        using var generator = new torch.Generator(1);
        using var member = (PhysicsMember)trained.Checkpoint.Create(torch.CPU, generator);
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{trained.Report.Seconds:F0} s; last epoch: {string.Join(", ", trained.Report.Epochs[^1].Terms.Select(t => FormattableString.Invariant($"{t.Key} {t.Value:F3}")))}"));
        var answer = Answer(member.Network, testing);
        var lenses = testing.Lenses(Refined);
        return (PhysicsScores.Of(member.Network, answer, testing), PhysicsScores.Of(member.Network, Refine(member.Network, answer, lenses), testing.Only(lenses)));
    }

    private static PhysicsAnswer Answer(PhysicsNetwork network, Simulated testing)
    {
        using var frozen = torch.no_grad();
        var parts = testing.Images().split(250).Select(network.Infer).ToArray();
        return new PhysicsAnswer(
            torch.cat([.. parts.Select(part => part.Logits)]),
            new ParameterEstimate(
                torch.cat([.. parts.Select(part => part.Parameters.Means)]), torch.cat([.. parts.Select(part => part.Parameters.LogVariances)])),
            torch.cat([.. parts.Select(part => part.Residuals)]));
    }

    private static PhysicsAnswer Refine(PhysicsNetwork network, PhysicsAnswer answer, long[] rows)
    {
        var chosen = answer.Take(torch.tensor(rows));
        return chosen with { Parameters = LensRefinement.Refine(network, chosen, new RefinementOptions()) };
    }
}
