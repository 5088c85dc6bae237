using LensGrains.Learning.Members;

namespace LensGrains.Grains.Members;

/// <summary>The numbers that a policy may set for an <c>mlp</c>, by name.</summary>
public static class MemberOptionNames
{
    /// <exception cref="ArgumentException">A name is not known.</exception>
    public static MemberOptions Apply(MemberOptions options, IReadOnlyDictionary<string, double>? named)
        => (named ?? new Dictionary<string, double>()).Aggregate(options, (o, option) => option.Key switch
        {
            "hidden" => o with { HiddenWidth = (int)option.Value },
            "learningRate" => o with { LearningRate = option.Value },
            "weightDecay" => o with { WeightDecay = option.Value },
            "dropout" => o with { Dropout = option.Value },
            "batchSize" => o with { BatchSize = (int)option.Value },
            "warmUpEpochs" => o with { WarmUpEpochs = (int)option.Value },
            "patience" => o with { Patience = (int)option.Value },
            "maximumEpochs" => o with { MaximumEpochs = (int)option.Value },
            "epochsWithoutHeldOut" => o with { EpochsWithoutHeldOut = (int)option.Value },
            "bootstrap" => o with { Bootstrap = option.Value != 0 },
            "labelSmoothing" => o with { LabelSmoothing = option.Value },
            "focalGamma" => o with { FocalGamma = option.Value },
            _ => throw new ArgumentException($"An mlp has no option '{option.Key}'."),
        });
}
