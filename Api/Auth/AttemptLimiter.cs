using System.Collections.Concurrent;
using System.Net;

namespace LensGrains.Api.Auth;

/// <summary>
/// Slows down guessing: after a number of wrong tokens within a minute, an address gets no further answer about unknown tokens
/// until the minute is over. Tokens already known go on working, so nobody is locked out by a neighbour.
/// </summary>
internal sealed class AttemptLimiter(TimeProvider time)
{
    /// <summary>Wrong tokens per address and minute.</summary>
    public const int Allowed = 30;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private const int MostAddresses = 10_000;
    private readonly ConcurrentDictionary<IPAddress, Failures> _failures = new();

    /// <summary>Seconds to wait, or null where the address may try.</summary>
    public int? SecondsToWait(IPAddress? address)
    {
        var now = time.GetUtcNow();
        return _failures.TryGetValue(address ?? IPAddress.None, out var failures) && failures.Count >= Allowed && now < failures.Until
            ? (int)Math.Ceiling((failures.Until - now).TotalSeconds)
            : null;
    }

    public void NoteFailure(IPAddress? address)
    {
        if (_failures.Count >= MostAddresses)
        {
            _failures.Clear();
        }

        var now = time.GetUtcNow();
        _failures.AddOrUpdate(
            address ?? IPAddress.None,
            _ => new Failures(1, now + Window),
            (_, earlier) => now < earlier.Until ? earlier with { Count = earlier.Count + 1 } : new Failures(1, now + Window));
    }

    private readonly record struct Failures(int Count, DateTimeOffset Until);
}
