using LensGrains.Catalogs.Npy;

namespace LensGrains.Bench.Images;

/// <summary>Writes feature vectors as one array [n, d] float32.</summary>
internal static class FeatureRows
{
    public static void Write(string path, float[][] rows)
    {
        using var file = File.Create(path);
        NpyFile.Write<float>(file, rows.SelectMany(row => row).ToArray(), rows.Length, rows.Length > 0 ? rows[0].Length : 0);
    }
}
