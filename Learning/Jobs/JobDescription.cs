namespace LensGrains.Learning.Jobs;

/// <summary>What a job does to its device.</summary>
public enum JobKind
{
    /// <summary>Trains a member.</summary>
    Train,

    /// <summary>Scores sources.</summary>
    Score,
}

/// <summary>What people see of a job before it runs.</summary>
/// <param name="Kind">Which of the device's two threads runs it.</param>
/// <param name="Title">What it does, in words.</param>
/// <param name="Owner">Whose it is, for instance a campaign; shown, never interpreted.</param>
/// <param name="Device">The device's name: <c>cpu</c>, <c>cuda:0</c>.</param>
/// <param name="Round">The owner's round that the job is for; shown, never interpreted.</param>
public sealed record JobDescription(JobKind Kind, string Title, string Owner, string Device = "cpu", int Round = 0);

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>Others are before it.</summary>
    Queued,

    /// <summary>It has its device.</summary>
    Running,
}

/// <summary>A job that waits or runs.</summary>
/// <param name="Id">Number of the job in this process, rising in the order of arrival.</param>
/// <param name="Description">What it is.</param>
/// <param name="State">Whether it runs.</param>
/// <param name="Progress">Share done, in [0, 1]; NaN before the job has said.</param>
/// <param name="Stage">What it is at, in words; empty before the job has said.</param>
/// <param name="EnqueuedAt">When it came.</param>
/// <param name="StartedAt">When it got its device.</param>
public sealed record JobStatus(
    long Id, JobDescription Description, JobState State, double Progress, string Stage, DateTimeOffset EnqueuedAt, DateTimeOffset? StartedAt);
