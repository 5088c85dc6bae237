using System.ComponentModel.DataAnnotations;

namespace LensGrains.Embedded;

/// <summary>
/// What goes wrong on purpose in tests. Every decision follows from the seed, the grain, the method and how often it was
/// called, so that a seed repeats itself whatever the order in which threads run.
/// </summary>
public sealed class ChaosOptions
{
    /// <summary>Chooses what goes wrong.</summary>
    public int Seed { get; set; }

    /// <summary>Whether arguments, results and exceptions go through the serializer, as between processes.</summary>
    public bool RoundTrips { get; set; } = true;

    /// <summary>Probability that a message or answer is held up while others overtake it.</summary>
    [Range(0, 1)]
    public double Delay { get; set; } = 0.2;

    /// <summary>Longest delay, in turns of the thread pool.</summary>
    public int LongestDelayTurns { get; set; } = 16;

    /// <summary>Probability that a call is executed and its answer lost; the caller sees a <see cref="TimeoutException"/> at once.</summary>
    [Range(0, 1)]
    public double LoseAnswer { get; set; } = 0.03;

    /// <summary>Probability that an observer is not told.</summary>
    [Range(0, 1)]
    public double LoseNotice { get; set; } = 0.2;

    /// <summary>Probability that an activation ends without <see cref="Grain.OnDeactivateAsync"/>.</summary>
    [Range(0, 1)]
    public double SkipDeactivation { get; set; } = 0.5;

    /// <summary>Probability that a call goes to a second activation of the same grain, alive beside the first.</summary>
    [Range(0, 1)]
    public double SecondActivation { get; set; } = 0.05;
}
