namespace LensGrains.Learning.Tests.Lanes;

/// <summary>Products of matrices: a row of the result has the same bits wherever it stands.</summary>
internal static class Products
{
    /// <summary>By how many units in the last place of a score they may differ.</summary>
    public const int Ulps = 0;
}
