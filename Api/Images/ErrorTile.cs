using LensGrains.Imaging;

namespace LensGrains.Api.Images;

/// <summary>What stands in a page where a source has no picture: a grey tile, crossed out, that no sky looks like.</summary>
internal static class ErrorTile
{
    private const int Side = 64;
    private const int Stroke = 3;
    private static readonly Lazy<byte[]> Png = new(() => Raster.EncodePng(Draw(), Side, Side));

    public static byte[] Bytes => Png.Value;

    private static byte[] Draw()
    {
        var rgb = new byte[Side * Side * 3];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var isCross = Math.Abs(x - y) < Stroke || Math.Abs(x + y - Side + 1) < Stroke;
                var isFrame = x < Stroke || y < Stroke || x >= Side - Stroke || y >= Side - Stroke;
                var at = 3 * ((y * Side) + x);
                (rgb[at], rgb[at + 1], rgb[at + 2]) = isCross || isFrame ? ((byte)190, (byte)70, (byte)70) : ((byte)60, (byte)60, (byte)60);
            }
        }

        return rgb;
    }
}
