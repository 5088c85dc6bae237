namespace LensGrains.Learning.Ensembles;

/// <summary>The probabilities that several members give the same sources.</summary>
public sealed class MemberScores
{
    private readonly double[][] _columns;

    /// <param name="names">[m], each once.</param>
    /// <param name="columns">Per member [n] in [0, 1].</param>
    /// <exception cref="ArgumentException">No member, a name twice, columns of different lengths, or a score outside [0, 1].</exception>
    public MemberScores(IReadOnlyList<string> names, IReadOnlyList<double[]> columns)
    {
        if (names.Count == 0 || names.Count != columns.Count || names.Distinct().Count() != names.Count)
        {
            throw new ArgumentException($"{columns.Count} columns for {names.Count} members, each named once.");
        }

        if (columns.Any(column => column.Length != columns[0].Length || column.Any(score => !(score is >= 0 and <= 1))))
        {
            throw new ArgumentException("The members' columns have one length, their scores lie in [0, 1].");
        }

        Names = names;
        _columns = [.. columns];
    }

    /// <summary>[m].</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Number of members m.</summary>
    public int Members => _columns.Length;

    /// <summary>Number of sources n.</summary>
    public int Length => _columns[0].Length;

    /// <summary>[n], the scores of a member.</summary>
    public ReadOnlySpan<double> Column(int member) => _columns[member];

    /// <summary>Writes the members' scores of one source.</summary>
    /// <param name="source">From 0 to n - 1.</param>
    /// <param name="scores">[m].</param>
    public void CopyRow(int source, Span<double> scores)
    {
        for (var member = 0; member < Members; member++)
        {
            scores[member] = _columns[member][source];
        }
    }

    /// <summary>The same without one member.</summary>
    /// <exception cref="InvalidOperationException">There is no other.</exception>
    public MemberScores Without(int member)
        => Members > 1
            ? new MemberScores(
                [.. Names.Where((_, i) => i != member)], [.. _columns.Where((_, i) => i != member)])
            : throw new InvalidOperationException("An ensemble of one member is nothing without it.");
}
