using LensGrains.Grains.Interfaces.Members;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Members;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Members;

/// <summary>A member with everything it learns from, ready for a device.</summary>
internal interface ILearning
{
    /// <summary>Trains on the device's thread.</summary>
    LearnedMember Learn(LearningRun run, CancellationToken cancellationToken);
}

/// <summary>Where a training runs, and how it goes on if it is cut off.</summary>
internal sealed class LearningRun(TrainOrder order, string device, TimeProvider clock, MemberProgress progress, TrainingBreak kept, ILogger log)
{
    public string Device => device;

    public TimeProvider Clock => clock;

    public MemberProgress Progress => progress;

    public TimeSpan KeepEvery => kept.Every;

    public MemberLineage Lineage { get; } = new(order.Plan.StartFrom, order.ManifestHash, order.Attempt);

    /// <summary>Keeps where the training stands; the bytes are made by whoever writes them.</summary>
    public void Keep(Func<byte[]> state) => kept.Keep(state);

    /// <summary>Where an earlier run of the training stood; null where there is none that can be used.</summary>
    public T? Earlier<T>(Func<ReadOnlyMemory<byte>, T> parse)
        where T : class
    {
        try
        {
            return kept.Stored is { } file ? parse(file) : null;
        }
        catch (CheckpointException unusable)
        {
            MemberLog.BreakUnusable(log, unusable, kept.Path);
            return null;
        }
    }

    /// <summary>Says that the training goes on after so many epochs.</summary>
    public void GoesOn(int epochs) => MemberLog.GoesOn(log, order.Plan.Serial, order.Campaign.Value, epochs, order.Round);
}
