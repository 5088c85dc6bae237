using System.Collections.Concurrent;

namespace LensGrains.Tests.Server;

/// <summary>Who was shown which source, over all restarts: with leases that do not end and an overlap of one, nobody else ever may be.</summary>
internal sealed class DealtSources
{
    private readonly ConcurrentDictionary<string, string> _shownTo = new();

    public int Count => _shownTo.Count;

    public void Note(string source, string annotator)
    {
        var first = _shownTo.GetOrAdd(source, annotator);
        Assert.True(first == annotator, $"{source} was dealt to {first} and to {annotator}.");
    }
}
