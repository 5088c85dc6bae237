namespace LensGrains.Tests;

public sealed class GrainContractTests
{
    private static readonly IReadOnlyList<string> _violations = GrainContract.Violations(typeof(ICarelessGrain).Assembly);

    [Theory]
    [InlineData("ICarelessGrain has no [Alias].")]
    [InlineData("ICarelessGrain.Take has no [Alias].")]
    [InlineData("ICarelessGrain.Take: LensGrains.Tests.Unmarked has no [GenerateSerializer].")]
    [InlineData("ICarelessGrain.TakeUnnumbered: Unnumbered.Value is neither a constructor's parameter nor has an [Id], so it would be left behind.")]
    [InlineData("LensGrains.Tests.Forgetful has no [Alias].")]
    [InlineData("ICarelessGrain.TokenFirst: the CancellationToken must be the last parameter.")]
    [InlineData("ICarelessGrain.Nothing must return Task or ValueTask.")]
    [InlineData("ICarelessObserver.Told has no [OneWay]: in a cluster the grain would wait for the observer.")]
    [InlineData("ICarelessGrain.Anything: Object says nothing about what is carried.")]
    public void Violations_WhenAnInterfaceIsCareless_NamesThem(string violation) => Assert.Contains(violation, _violations);

    [Fact]
    public void Violations_WhenAnInterfaceIsInOrder_NamesNone()
        => Assert.DoesNotContain(_violations, v => !v.Contains("Careless", StringComparison.Ordinal) && !v.Contains("Forgetful", StringComparison.Ordinal));
}
