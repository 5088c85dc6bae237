using System.Runtime.CompilerServices;

namespace LensGrains.Tests;

/// <summary>Observers hear of things one way, in order, while they live.</summary>
public abstract class ObserverTests(HostHarness harness) : HostSuite(harness)
{
    [Fact]
    public async Task Notify_WhenSomebodyWatches_TellsThem()
    {
        var observer = new Listener(Probe);
        var reference = Harness.Grains.CreateObjectReference<IProbeObserver>(observer);
        await Grain("a").Watch(reference);

        await Grain("a").Notify("one");
        await Grain("a").Notify("two");

        await Probe.Saw("shortly two");
        Assert.Equal(["told one", "shortly one", "told two", "shortly two"], Probe.Log.Skip(1));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Notify_WhenTheObserverBlocksOrFails_TheGrainDoesNotWait()
    {
        var observer = new Listener(Probe);
        await Grain("a").Watch(Harness.Grains.CreateObjectReference<IProbeObserver>(observer));

        await Grain("a").Notify("block");
        await Grain("a").Notify("fail");
        Assert.Equal("a", await Grain("a").Key());

        Probe.Open("block");
        await Probe.Saw("shortly fail");
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Notify_WhenTheReferenceWasDeleted_TellsNobody()
    {
        var observer = new Listener(Probe);
        var reference = Harness.Grains.CreateObjectReference<IProbeObserver>(observer);
        await Grain("a").Watch(reference);
        Harness.Grains.DeleteObjectReference<IProbeObserver>(reference);

        await Grain("a").Notify("one");

        var witness = new Listener(Probe);
        await Grain("a").Watch(Harness.Grains.CreateObjectReference<IProbeObserver>(witness));
        await Grain("a").Notify("two");
        await Probe.Saw("told two");
        Assert.Equal(0, Probe.Count("told one"));
        GC.KeepAlive(observer);
        GC.KeepAlive(witness);
    }

    [Fact]
    public async Task CreateObjectReference_WhenNobodyElseHoldsTheObserver_DoesNotKeepIt()
    {
        var weak = await WatchForgotten();
        for (var i = 0; i < 10 && weak.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(weak.IsAlive);
        await Grain("a").Notify("one");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task<WeakReference> WatchForgotten()
    {
        var observer = new Listener(Probe);
        var weak = new WeakReference(observer);
        var watch = Grain("a").Watch(Harness.Grains.CreateObjectReference<IProbeObserver>(observer));
        return watch.ContinueWith(_ => weak, TaskScheduler.Default);
    }

    private sealed class Listener(Probe probe) : IProbeObserver
    {
        public async Task Told(string text)
        {
            probe.Note($"told {text}");
            if (text == "block")
            {
                await probe.Gate("block");
            }

            if (text == "fail")
            {
                throw new InvalidOperationException("This observer is broken.");
            }
        }

        public void ToldShortly(string text) => probe.Note($"shortly {text}");
    }
}
