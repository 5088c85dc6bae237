using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LensGrains.Tests.Campaigns;

/// <summary>Keeps what is logged, so that a test can see an error that nobody was there to receive.</summary>
internal sealed class CollectedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly ConcurrentQueue<string> _stalls = [];

    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Words of the grain host that grains did not end when they were told to.</summary>
    public IReadOnlyCollection<string> Stalls => _stalls;

    public ILogger CreateLogger(string categoryName) => new Collector(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Collector(CollectedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception) is var text && text.Contains("had not deactivated", StringComparison.Ordinal))
            {
                log._stalls.Enqueue(text);
            }

            if (logLevel >= LogLevel.Error)
            {
                log._errors.Enqueue($"{category}: {formatter(state, exception)} {exception}");
            }
        }
    }
}
