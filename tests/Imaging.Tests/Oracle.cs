using System.Text;
using System.Text.Json;

namespace LensGrains.Tests.Imaging;

/// <summary>What astropy and numpy recorded; see tests/oracles/imaging/make_images.py.</summary>
internal static class Oracle
{
    private static readonly Lazy<JsonDocument> LazyExpected = new(() => JsonDocument.Parse(File.ReadAllText(PathOf("expected.json"))));

    public static JsonElement Expected => LazyExpected.Value.RootElement;

    public static string PathOf(string name) => Path.Combine(TestFiles.Root, "tests", "oracles", "imaging", name);

    /// <summary>The float32 or byte values of an .npy file in C order, and its shape.</summary>
    public static (float[] Values, int[] Shape) Npy(string name)
    {
        var bytes = File.ReadAllBytes(PathOf(name));
        var length = BitConverter.ToUInt16(bytes, 8);
        var header = Encoding.ASCII.GetString(bytes, 10, length);
        var from = header.IndexOf('(', StringComparison.Ordinal) + 1;
        var shape = header[from..header.IndexOf(')', StringComparison.Ordinal)].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(int.Parse).ToArray();
        var data = bytes.AsSpan(10 + length);
        var isBytes = header.Contains("|u1", StringComparison.Ordinal);
        var values = new float[shape.Aggregate(1, (product, side) => product * side)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = isBytes ? data[i] : BitConverter.ToSingle(data[(4 * i)..]);
        }

        return (values, shape);
    }
}
