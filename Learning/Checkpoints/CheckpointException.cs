namespace LensGrains.Learning.Checkpoints;

/// <summary>A checkpoint cannot be used; the message says why.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>A refusal with its reason.</summary>
    public CheckpointException(string reason)
        : base(reason)
    {
    }

    /// <summary>A refusal with its reason and what raised it.</summary>
    public CheckpointException(string reason, Exception inner)
        : base(reason, inner)
    {
    }
}
