namespace LensGrains.Learning.Jobs;

/// <summary>What a running job has: its cancellation, and a place to say how far it is.</summary>
public sealed class JobContext
{
    private readonly Job _job;

    internal JobContext(Job job) => _job = job;

    /// <summary>Number of the job.</summary>
    public long Id => _job.Id;

    /// <summary>The device's name.</summary>
    public string Device => _job.Description.Device;

    /// <summary>Set when somebody cancels the job.</summary>
    public CancellationToken CancellationToken => _job.CancellationToken;

    /// <summary>Says how far the job is.</summary>
    /// <param name="progress">Share done, in [0, 1].</param>
    /// <param name="stage">What it is at, in words.</param>
    public void Report(double progress, string stage) => _job.Report(Math.Clamp(progress, 0, 1), stage);
}
