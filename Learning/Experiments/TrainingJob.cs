namespace LensGrains.Learning.Experiments;

/// <summary>One training of a run.</summary>
/// <param name="Member">Who is trained.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Fold">The fold that it is not to see; null without a cross-validation.</param>
/// <param name="Folder">Where its files go.</param>
internal sealed record TrainingJob(MemberConfig Member, long Seed, int? Fold, string Folder)
{
    /// <summary>What distinguishes it in a run.</summary>
    public string Name => Fold is { } fold ? $"{Member.Name}.fold-{fold}" : Member.Name;

    /// <summary>The stage's name.</summary>
    public string Stage => $"train-{Seed}-{Name}";

    public string Checkpoint => Path.Combine(Folder, "members", Name + ".safetensors");

    public string Unfinished => Path.Combine(Folder, "members", Name + ".training.safetensors");

    public string Scores => Path.Combine(Folder, "members", Name + ".scores.csv");
}

/// <summary>What a training came to: the scores of sources that it has not seen, or why it failed.</summary>
/// <param name="Job">The training.</param>
/// <param name="Scores">By row of the labels.</param>
/// <param name="Failure">Null where it did not fail.</param>
internal sealed record TrainingOutcome(TrainingJob Job, IReadOnlyDictionary<int, double> Scores, string? Failure = null)
{
    /// <summary>Writes the scores.</summary>
    public static void Save(string path, IEnumerable<(int Row, double Score)> scores)
        => WholeFile.Write(path, "row,score\n" + string.Concat(scores.Select(s => FormattableString.Invariant($"{s.Row},{s.Score:R}\n"))));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static Dictionary<int, double> Load(string path)
        => TextTable.Read(path).Rows.ToDictionary(row => (int)TextTable.Number(row[0]), row => TextTable.Number(row[1]));
}
