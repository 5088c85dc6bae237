namespace LensGrains.Imaging;

/// <summary>Order statistics without a full sort (Hoare's quickselect, median of three).</summary>
internal static class Selection
{
    /// <summary>The value that would stand at <paramref name="rank"/> after sorting; reorders the values, none of which is NaN.</summary>
    public static float Select(Span<float> values, int rank)
    {
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var pivot = MedianOfThree(values[low], values[(low + high) / 2], values[high]);
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (rank > j && rank < i)
            {
                return values[rank];
            }

            (low, high) = rank <= j ? (low, j) : (i, high);
        }

        return values[rank];
    }

    private static float MedianOfThree(float a, float b, float c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
