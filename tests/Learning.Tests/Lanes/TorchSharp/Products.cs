namespace LensGrains.Learning.Tests.Lanes;

/// <summary>Products of matrices in libtorch 2.10: where a row stands may change its last bit.</summary>
internal static class Products
{
    /// <summary>By how many units in the last place of a score they may differ.</summary>
    public const int Ulps = 1;
}
