namespace LensGrains.Learning.Scoring;

/// <summary>The ensemble's score of a source is the mean of its members' scores; their population standard deviation is its uncertainty.</summary>
public static class EnsembleScores
{
    /// <summary>Combines columns of the same length.</summary>
    /// <param name="members">Per member [n] float32.</param>
    /// <param name="mean">[n].</param>
    /// <param name="deviation">[n], population standard deviations (divided by the number of members).</param>
    public static void Combine(IReadOnlyList<ReadOnlyMemory<float>> members, Span<float> mean, Span<float> deviation)
    {
        var rows = mean.Length;
        if (members.Count == 0 || deviation.Length != rows || members.Any(column => column.Length != rows))
        {
            throw new ArgumentException("One or more columns of one length are needed.");
        }

        for (var row = 0; row < rows; row++)
        {
            var sum = 0.0;
            foreach (var column in members)
            {
                sum += column.Span[row];
            }

            var centre = sum / members.Count;
            var squares = 0.0;
            foreach (var column in members)
            {
                squares += (column.Span[row] - centre) * (column.Span[row] - centre);
            }

            mean[row] = (float)centre;
            deviation[row] = (float)Math.Sqrt(squares / members.Count);
        }
    }
}
