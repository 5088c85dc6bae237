namespace LensGrains.Learning.Scoring;

/// <summary>
/// The ensemble's score of a source is the mean of its members' scores; their population standard deviation is its uncertainty. Members that
/// have no score for a source (NaN: no vector, or no image that can be read) do not count for it.
/// </summary>
public static class EnsembleScores
{
    /// <summary>Combines columns of the same length.</summary>
    /// <param name="members">Per member [n] float32.</param>
    /// <param name="mean">[n]; NaN where no member has a score.</param>
    /// <param name="deviation">[n], population standard deviations (divided by the number of members that have a score).</param>
    public static void Combine(IReadOnlyList<ReadOnlyMemory<float>> members, Span<float> mean, Span<float> deviation)
    {
        var rows = mean.Length;
        if (members.Count == 0 || deviation.Length != rows || members.Any(column => column.Length != rows))
        {
            throw new ArgumentException("One or more columns of one length are needed.");
        }

        for (var row = 0; row < rows; row++)
        {
            var (sum, count) = (0.0, 0);
            foreach (var column in members)
            {
                var score = column.Span[row];
                (sum, count) = float.IsNaN(score) ? (sum, count) : (sum + score, count + 1);
            }

            var centre = sum / count;
            var squares = 0.0;
            foreach (var column in members)
            {
                var distance = column.Span[row] - centre;
                squares += double.IsNaN(distance) ? 0 : distance * distance;
            }

            mean[row] = (float)centre;
            deviation[row] = (float)Math.Sqrt(squares / count);
        }
    }
}
