using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Data;

namespace LensGrains.Learning.Tests;

/// <summary>Simulated pictures in one band, and copies of them.</summary>
internal sealed record Picture(float[] Pixels, int Side)
{
    public PerceptualHash Hash() => PerceptualHash.Of(Pixels, Side, Side)!;

    public static Picture[] Draw(int count, long seed)
        => SimulatedSky.Generate(new SkyOptions { Count = count, Seed = seed, Prevalence = 0.3 })
            .Select(source => Of(source.Cutout))
            .ToArray();

    public static Picture Of(Cutout cutout) => new(cutout.Plane(0).ToArray(), cutout.Width);

    /// <summary>Turned by quarters and mirrored: 0 to 7.</summary>
    public Picture Turned(int turn)
    {
        var pixels = new float[Pixels.Length];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (row, column) = (turn & 4) == 0 ? (y, x) : (x, y);
                row = (turn & 1) == 0 ? row : Side - 1 - row;
                column = (turn & 2) == 0 ? column : Side - 1 - column;
                pixels[(row * Side) + column] = Pixels[(y * Side) + x];
            }
        }

        return this with { Pixels = pixels };
    }

    /// <summary>With noise added, in units of the noise that is there.</summary>
    public Picture Noisier(double share, Random random)
    {
        var sigma = share * Noise();
        return this with
        {
            Pixels = Array.ConvertAll(Pixels, value => (float)(value
                + (sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))),
        };
    }

    /// <summary>Standard deviation of single pixels, from the median step between neighbours.</summary>
    public double Noise()
    {
        var steps = Enumerable.Range(1, Pixels.Length - 1).Select(i => Math.Abs(Pixels[i] - (double)Pixels[i - 1])).Order().ToArray();
        return steps[steps.Length / 2] / 0.6745 / Math.Sqrt(2);
    }
}
