using LensGrains.Tests.Server;

namespace LensGrains.Tests.Cluster;

/// <summary>A silo that others take for dead and that is not: its grains stand twice for a while.</summary>
public sealed class CutOffTests
{
    [Fact]
    public async Task Labelling_WhenASiloWasCutOffAndComesBack_HasEveryLabelOnce()
    {
        await using var cluster = await ClusterScene.StartAsync(silos: 3, nodes: 2);
        await cluster.Scene.PrepareAsync(cluster.Nodes[0], sources: 2_000, new { pageSize = 4, numSubmissionTrain = 1_000_000, leaseSeconds = 86_400 });
        var dealt = new DealtSources();
        var annotators = new[]
        {
            await Scene.AnnotatorAsync(cluster.Nodes[0], "ana", dealt, seed: 1), await Scene.AnnotatorAsync(cluster.Nodes[1], "ben", dealt, seed: 2),
            await Scene.AnnotatorAsync(cluster.Nodes[0], "cleo", dealt, seed: 3), await Scene.AnnotatorAsync(cluster.Nodes[1], "dan", dealt, seed: 4),
        };
        await using var labelling = new Labelling(annotators, cluster.Nodes);
        await labelling.GoesOnAfterAsync(labelling.Mark());
        var victim = cluster.Silos[0];

        victim.CutOff();
        await labelling.GoesOnAfterAsync(labelling.Mark());
        victim.Reconnect();
        await victim.EndedAsync();
        await labelling.GoesOnAfterAsync(labelling.Mark());
        await labelling.EndAsync();

        using var owner = cluster.Nodes[0].Client();
        await Evidence.CheckLabelsAsync(owner, annotators);
        await Evidence.CheckLeasesAsync(cluster.Nodes[1], annotators);
        await cluster.KillAllAsync();
        await cluster.CheckJournalsAsync(annotators);
    }
}
