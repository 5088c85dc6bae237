using LensGrains.Core.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task GetGrain_WhenNoClassImplementsTheInterface_SaysSo()
    {
        await using var harness = new EmbeddedHarness();
        await harness.StartAsync();

        var error = Assert.Throws<ArgumentException>(() => harness.Grains.GetGrain<IOrphanGrain>("a"));

        Assert.Contains(nameof(IOrphanGrain), error.Message);
        Assert.ThrowsAny<ArgumentException>(() => harness.Grains.GetGrain<IProbeGrain>(""));
    }

    [Fact]
    public void Grain_WhenConstructedByHand_SaysWhoShould()
    {
        var grain = new ProbeGrain(new Probe());

        Assert.Throws<InvalidOperationException>(() => grain.GetPrimaryKeyString());
    }

    [Fact]
    public async Task AddEmbeddedGrains_WhenBuilt_OffersFactoryAndHostedService()
    {
        await using var harness = new EmbeddedHarness();
        await harness.StartAsync();

        Assert.Same(harness.Host.GrainFactory, harness.Grains);
        Assert.Equal(0, harness.Host.ActivationCount);
        await harness.Grains.GetGrain<IProbeGrain>("a").Activation();
        Assert.Equal(1, harness.Host.ActivationCount);
    }

    [Alias("test.orphan")]
    public interface IOrphanGrain : IGrainWithStringKey;
}
