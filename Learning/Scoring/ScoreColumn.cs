using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace LensGrains.Learning.Scoring;

/// <summary>Streams a column of scores as a NumPy file, version 1.0: float32, little-endian, shape (n,).</summary>
public static class ScoreColumn
{
    private const int Alignment = 64;

    /// <summary>The header of a column of <paramref name="rows"/> numbers, which follow it as plain little-endian float32.</summary>
    public static byte[] Header(long rows)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows},), }}");
        var unpadded = 10 + text.Length + 1;
        var padded = text.PadRight(text.Length + ((Alignment - (unpadded % Alignment)) % Alignment)) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)(padded.Length & 255), (byte)(padded.Length >> 8), .. Encoding.ASCII.GetBytes(padded)];
    }

    /// <summary>Writes a whole column.</summary>
    public static async Task WriteAsync(Stream stream, ReadOnlyMemory<float> scores, CancellationToken cancellationToken = default)
    {
        await stream.WriteAsync(Header(scores.Length), cancellationToken);
        const int Rows = 1 << 16;
        var buffer = new byte[Rows * sizeof(float)];
        for (var start = 0; start < scores.Length; start += Rows)
        {
            var count = Math.Min(Rows, scores.Length - start);
            MemoryMarshal.AsBytes(scores.Span.Slice(start, count)).CopyTo(buffer);
            await stream.WriteAsync(buffer.AsMemory(0, count * sizeof(float)), cancellationToken);
        }
    }
}
