using LensGrains.Core.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LensGrains.Tests.Api;

/// <summary>The server's journals, with trouble on demand.</summary>
internal sealed class TroubledJournal : IJournal
{
    private IJournal _inner = null!;

    /// <summary>What an append to a journal comes to instead of being done; null: it is done.</summary>
    public Func<string, AppendOutcome?>? Append { get; set; }

    /// <summary>Puts itself before the server's journals.</summary>
    public void Around(WebApplicationBuilder builder)
    {
        var real = builder.Services.Last(s => s.ServiceType == typeof(IJournal));
        builder.Services.Replace(ServiceDescriptor.Singleton<IJournal>(provider =>
        {
            _inner = (IJournal)real.ImplementationFactory!(provider);
            return this;
        }));
    }

    public Task<AppendOutcome> AppendAsync(string journal, long expectedPosition, IReadOnlyList<JournalRecord> records)
        => Append?.Invoke(journal) is { } instead ? Task.FromResult(instead) : _inner.AppendAsync(journal, expectedPosition, records);

    public IAsyncEnumerable<StoredRecord> ReadAsync(string journal, long after, long upTo, CancellationToken cancellationToken)
        => _inner.ReadAsync(journal, after, upTo, cancellationToken);

    public Task<IReadOnlyDictionary<string, long>> PositionsAsync(IReadOnlyCollection<string> journals, CancellationToken cancellationToken)
        => _inner.PositionsAsync(journals, cancellationToken);

    public Task<JournalSnapshot?> ReadSnapshotAsync(string journal, CancellationToken cancellationToken) => _inner.ReadSnapshotAsync(journal, cancellationToken);

    public Task WriteSnapshotAsync(string journal, JournalSnapshot snapshot, CancellationToken cancellationToken)
        => _inner.WriteSnapshotAsync(journal, snapshot, cancellationToken);
}
