using System.Globalization;
using System.Text;
using LensGrains.Core.Ports;

namespace LensGrains.Tests;

/// <summary>The last position of each journal that an appender heard was durable.</summary>
public sealed class Acknowledged
{
    private readonly Dictionary<string, long> _last = [];

    public int Count => _last.Count;

    /// <summary>Listens to an appender for so many lines, or until it has ended.</summary>
    public async Task ReadAsync(Appender appender, int lines = int.MaxValue)
    {
        for (var read = 0; read < lines && await appender.ReadLineAsync() is { } line; read++)
        {
            // A line that the kill cut off says nothing: its number may lack digits, and then it is only smaller.
            if (line.Split(' ') is [var journal, var position] && long.TryParse(position, CultureInfo.InvariantCulture, out var at))
            {
                _last[journal] = Math.Max(at, _last.GetValueOrDefault(journal));
            }
        }
    }

    /// <summary>Every journal is dense, holds each entry once, and reaches at least what was acknowledged.</summary>
    public async Task CheckAsync(IJournal journals)
    {
        foreach (var (journal, last) in _last)
        {
            var position = 0L;
            await foreach (var entry in journals.ReadAsync(journal))
            {
                Assert.Equal(++position, entry.Position);
                Assert.Equal(position.ToString(CultureInfo.InvariantCulture), Encoding.UTF8.GetString(entry.Record.Body.Span));
            }

            Assert.True(position >= last, $"{journal}: {last} was acknowledged, {position} is there.");
        }
    }
}
