using LensGrains.Core.Sky;

namespace LensGrains.Tests.Core.Sky;

public class SkyIndexTests
{
    [Theory]
    [InlineData(0, 0, 0, 1, 3600)]
    [InlineData(359.999, 0, 0.001, 0, 7.2)]
    [InlineData(10, 90, 200, 90, 0)]
    [InlineData(0, 89.999, 180, 89.999, 7.2)]
    [InlineData(150, 60, 150.001, 60, 1.8)]
    public void SeparationArcsec_AtKnownAngles_IsExact(double ra1, double dec1, double ra2, double dec2, double expected)
        => Assert.Equal(expected, new SkyPosition(ra1, dec1).SeparationArcsec(new SkyPosition(ra2, dec2)), 6);

    [Theory]
    [InlineData(5)]
    [InlineData(400)]
    [InlineData(40_000)]
    public void Within_OnACrowdedSky_EqualsBruteForce(double radius)
    {
        var random = new Random(7);
        var positions = Enumerable.Range(0, 4000).Select(i => (Position(random, i), i)).ToList();
        var index = new SkyIndex(positions);

        foreach (var center in Enumerable.Range(0, 300).Select(i => Position(random, i)).Append(new SkyPosition(0, 90)).Append(new SkyPosition(123, -90)))
        {
            var expected = positions.Select(p => new SkyMatch(p.i, center.SeparationArcsec(p.Item1))).Where(m => m.SeparationArcsec <= radius)
                .OrderBy(m => m.SeparationArcsec).ThenBy(m => m.Key).ToList();
            Assert.Equal(expected, index.Within(center, radius));
        }
    }

    /// <summary>Crowds at both poles, at RA 0, and along a zone border, beside an even spread.</summary>
    private static SkyPosition Position(Random random, int i) => (i % 5) switch
    {
        0 => new SkyPosition(random.NextDouble() * 360, 90 - (random.NextDouble() * 0.2)),
        1 => new SkyPosition(random.NextDouble() * 360, -90 + (random.NextDouble() * 0.2)),
        2 => new SkyPosition((360 + ((random.NextDouble() - 0.5) * 0.2)) % 360, (random.NextDouble() - 0.5) * 0.2),
        3 => new SkyPosition(180 + (random.NextDouble() * 0.1), 45 + (random.NextDouble() * 0.02)),
        _ => new SkyPosition(random.NextDouble() * 360, double.RadiansToDegrees(Math.Asin((2 * random.NextDouble()) - 1))),
    };
}
