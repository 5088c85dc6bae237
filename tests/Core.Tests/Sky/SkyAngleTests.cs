using LensGrains.Core.Sky;

namespace LensGrains.Tests.Core.Sky;

public class SkyAngleTests
{
    [Theory]
    [InlineData("146.736", "10.1144", 146.736, 10.1144)]
    [InlineData("09:46:56.7", "+10:06:52", 146.73625, 10.114444)]
    [InlineData("09h46m56.7s", "10d06m52s", 146.73625, 10.114444)]
    [InlineData("00 14 26", "-00 30 22.5", 3.608333, -0.506250)]
    [InlineData("23:59:59.99", "\u221289:59:59", 359.999958, -89.999722)]
    [InlineData("12:30", "45:30", 187.5, 45.5)]
    [InlineData("-1", "0", 359, 0)]
    [InlineData("1e2", "-5", 100, -5)]
    public void TryParse_OfWhatPeopleWrite_GivesDegrees(string ra, string dec, double raDeg, double decDeg)
    {
        Assert.True(SkyAngle.TryParse(ra, dec, out var position));
        Assert.Equal(raDeg, position.RaDeg, 5);
        Assert.Equal(decDeg, position.DecDeg, 5);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("NaN", "0")]
    [InlineData("361", "0")]
    [InlineData("25:00:00", "0")]
    [InlineData("0", "90.1")]
    [InlineData("10:61:00", "0")]
    [InlineData("x", "y")]
    public void TryParse_OfNoPosition_IsFalse(string ra, string dec) => Assert.False(SkyAngle.TryParse(ra, dec, out _));
}
