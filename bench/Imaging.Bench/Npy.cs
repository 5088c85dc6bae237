using System.Text;

namespace LensGrains.Imaging.Bench;

/// <summary>Writes [n, d] float32 as NPY 1.0.</summary>
internal static class Npy
{
    public static void Write(string path, float[][] rows)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows.Length}, {(rows.Length > 0 ? rows[0].Length : 0)}), }}";
        header = header.PadRight((((header.Length + 11 + 63) / 64) * 64) - 11) + "\n";
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write([0x93, .. "NUMPY"u8, 1, 0]);
        writer.Write((ushort)header.Length);
        writer.Write(Encoding.ASCII.GetBytes(header));
        foreach (var value in rows.SelectMany(row => row))
        {
            writer.Write(value);
        }
    }
}
