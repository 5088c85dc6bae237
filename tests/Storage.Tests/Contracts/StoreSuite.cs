using System.Text;
using LensGrains.Core.Ports;

namespace LensGrains.Tests;

/// <summary>What every test of the storage contract begins with: an empty place of the provider, and one store open on it.</summary>
public abstract class StoreSuite : IAsyncLifetime
{
    private OpenStore? _store;

    protected IJournal Journal => _store!.Journal;

    protected IGrainStateStore States => _store!.States;

    public virtual async Task InitializeAsync() => _store = await OpenAsync();

    public virtual async Task DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    /// <summary>Opens the test's own place once more, as another process would; the first call finds it empty.</summary>
    protected abstract Task<OpenStore> OpenAsync();

    /// <summary>Closes the store that the test began with, so that the next one reads what is really there.</summary>
    protected async Task ReopenAsync()
    {
        await _store!.DisposeAsync();
        _store = await OpenAsync();
    }

    protected static JournalRecord Entry(string text, int version = 1) => new("entry", version, Body(text));

    protected static byte[] Body(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(StoredRecord entry) => Encoding.UTF8.GetString(entry.Record.Body.Span);

    protected static string Text(StoredState? state) => Encoding.UTF8.GetString(state!.Value.Body.Span);

    protected Task<List<StoredRecord>> ReadAsync(string journal) => ListOfAsync(Journal.ReadAsync(journal));

    protected static async Task<List<T>> ListOfAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }
}
