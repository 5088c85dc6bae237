namespace LensGrains.Tests;

/// <summary>Where a cluster would wait for its response timeout, the embedded host fails at once.</summary>
public sealed class EmbeddedCycleTests() : HostSuite(new EmbeddedHarness())
{
    [Theory]
    [InlineData("a")]
    [InlineData("b", "a")]
    [InlineData("b", "c", "b")]
    [InlineData("b", "c", "a")]
    public async Task Call_WhenItComesBackToAWaitingGrain_FailsAtOnceAndNamesTheChain(params string[] way)
    {
        var error = await Assert.ThrowsAsync<CallCycleException>(() => Grain("a").Relay(way));

        var chain = way.Prepend("a").Select(key => error.Message.IndexOf($"probe/{key}", StringComparison.Ordinal)).ToArray();
        Assert.All(chain, position => Assert.True(position >= 0, error.Message));
        Assert.Equal("b", await Grain("a").Relay(["b"]));
    }
}
