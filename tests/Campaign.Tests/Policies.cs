using LensGrains.Core.Campaigns;

namespace LensGrains.Tests.Campaigns;

/// <summary>Policies whose rounds are over soon, or not soon.</summary>
internal static class Policies
{
    /// <summary>One member, few steps; rounds only when asked for.</summary>
    public static CampaignPolicy Quick { get; } = new()
    {
        NumSubmissionTrain = 100_000,
        InitialEnsembleSize = 1,
        MaximumEnsembleSize = 2,
        MaxOpenPages = 100,
        Members = [Mlp(epochs: 4)],
    };

    /// <summary>Training that is still under way when the test acts.</summary>
    public static CampaignPolicy Slow { get; } = Quick with { InitialEnsembleSize = 2, Members = [Mlp(epochs: 600)] };

    /// <summary>A gMLP with two small tokens.</summary>
    public static MemberSpec Gmlp(int epochs, double learningRate = 1e-3) => new("gmlp", new Dictionary<string, double>(Mlp(epochs, learningRate).Options!)
    {
        ["tokens"] = 2, ["tokenWidth"] = 4, ["depth"] = 1,
    });

    /// <summary>A small network over a source and its three nearest neighbours within half an arcminute.</summary>
    public static MemberSpec Field(int epochs) => new("field_attention", new Dictionary<string, double>
    {
        ["neighbours"] = 3, ["radiusArcsec"] = 30, ["tokenWidth"] = 16, ["heads"] = 2, ["depth"] = 1, ["learningRate"] = 1e-2,
        ["maximumEpochs"] = epochs, ["epochsWithoutHeldOut"] = epochs, ["warmUpEpochs"] = 1, ["patience"] = epochs,
    });

    public static MemberSpec Mlp(int epochs, double learningRate = 1e-3) => new("mlp", new Dictionary<string, double>
    {
        ["hidden"] = 8, ["maximumEpochs"] = epochs, ["epochsWithoutHeldOut"] = epochs, ["warmUpEpochs"] = 1, ["patience"] = epochs,
        ["learningRate"] = learningRate,
    });
}
