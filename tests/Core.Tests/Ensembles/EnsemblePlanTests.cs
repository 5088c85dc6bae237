using LensGrains.Core.Campaigns;
using LensGrains.Core.Ensembles;

namespace LensGrains.Tests.Core.Ensembles;

public class EnsemblePlanTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void For_WhenRoundsFollowEachOther_AddsOneDropsTheOldestAndSurvivorsGoOn(int maximum)
    {
        var policy = new CampaignPolicy { InitialEnsembleSize = 1, MaximumEnsembleSize = maximum };
        var (ensemble, next) = (Array.Empty<EnsembleMemberRef>(), 0);
        for (var round = 1; round <= 9; round++)
        {
            var planned = EnsemblePlan.For(ensemble, policy, next);

            var first = Math.Max(0, round - maximum);
            Assert.Equal(Enumerable.Range(first, Math.Min(round, maximum)), planned.Select(p => p.Serial));
            Assert.Equal(ensemble.Where(m => m.Serial >= first).Select(m => m.Checkpoint).Append(null), planned.Select(p => p.StartFrom));
            (ensemble, next) = (After(planned, round), planned[^1].Serial + 1);
        }
    }

    [Fact]
    public void For_WhenColdStart_EveryMemberIsNewAndNoSerialIsUsedTwice()
    {
        var policy = new CampaignPolicy { InitialEnsembleSize = 2, MaximumEnsembleSize = 3, ColdStart = true };
        var first = EnsemblePlan.For([], policy, 0);

        var second = EnsemblePlan.For(After(first, 1), policy, 2);

        Assert.Equal([2, 3, 4], second.Select(p => p.Serial));
        Assert.All(second, p => Assert.Null(p.StartFrom));
        Assert.Equal(5, first.Concat(second).Select(p => p.Seed).Distinct().Count());
    }

    [Fact]
    public void For_WhenAMembersWeightsAreOfNoUse_ItAloneBeginsAnewUnderANewSerial()
    {
        var policy = new CampaignPolicy { InitialEnsembleSize = 3, MaximumEnsembleSize = 3, FixEnsembles = true };
        var current = After(EnsemblePlan.For([], policy, 0), 1);

        var second = EnsemblePlan.For(current, policy, 3, new HashSet<int> { 1 });

        Assert.Equal([0, 3, 2], second.Select(p => p.Serial));
        Assert.Equal([current[0].Checkpoint, null, current[2].Checkpoint], second.Select(p => p.StartFrom));
    }

    [Fact]
    public void For_WhenEnsemblesAreFixed_TheSameMembersGoOn()
    {
        var policy = new CampaignPolicy { FixEnsembles = true };
        var current = After(EnsemblePlan.For([], policy, 0), 1);

        var second = EnsemblePlan.For(current, policy, 5);

        Assert.Equal(current.Select(m => (m.Serial, (string?)m.Checkpoint)), second.Select(p => (p.Serial, p.StartFrom)));
    }

    [Fact]
    public void For_WhenAMemberLives_ItsFoldAndKindStay()
    {
        var policy = new CampaignPolicy { InitialEnsembleSize = 2, Members = [new MemberSpec(), new MemberSpec("mlp", new Dictionary<string, double> { ["hidden"] = 8 })] };
        var first = EnsemblePlan.For([], policy, 0);
        var second = EnsemblePlan.For(After(first, 1), policy, 2);

        Assert.Equal(first.Select(p => (p.HeldOutFold, p.Spec)), second.Take(2).Select(p => (p.HeldOutFold, p.Spec)));
        Assert.Equal(policy.Members[0], second[2].Spec);
    }

    [Fact]
    public void For_WhenAKindIsAddedToThePolicy_TheNextMemberIsOfItAndThenTheMixIsKept()
    {
        var added = new MemberSpec("resnet18", new Dictionary<string, double> { ["epochs"] = 9 }, new Dictionary<string, string> { ["augmentation"] = "sky" });
        var policy = new CampaignPolicy { InitialEnsembleSize = 4, MaximumEnsembleSize = 4, Members = [new MemberSpec()] };
        var (ensemble, next) = (After(EnsemblePlan.For([], policy, 0), 1), 4);
        policy = policy with { Members = [added, new MemberSpec(), new MemberSpec()] };
        var kinds = new List<string>();
        for (var round = 2; round <= 7; round++)
        {
            // What travels and is stored comes back as a copy: equal in content, not the same object.
            var copy = added with { Options = new Dictionary<string, double>(added.Options!), Choices = new Dictionary<string, string>(added.Choices!) };
            var planned = EnsemblePlan.For([.. ensemble.Select(m => m.Spec.Kind == "resnet18" ? m with { Spec = copy } : m)], policy, next++);
            kinds.Add(planned[^1].Spec.Kind);
            ensemble = After(planned, round);
        }

        Assert.Equal(["resnet18", "mlp", "mlp", "mlp", "resnet18", "mlp"], kinds);
    }

    [Fact]
    public void For_TheFirstEnsemble_TakesThePolicysKindsInTurn()
    {
        var policy = new CampaignPolicy { InitialEnsembleSize = 5, Members = [new MemberSpec("a"), new MemberSpec("b")] };

        Assert.Equal(["a", "b", "a", "b", "a"], EnsemblePlan.For([], policy, 7).Select(p => p.Spec.Kind));
    }

    private static EnsembleMemberRef[] After(IReadOnlyList<PlannedMember> planned, int round)
        => [.. planned.Select(p => new EnsembleMemberRef(p.Serial, p.Spec, $"round-{round}/{p.Serial}"))];
}
