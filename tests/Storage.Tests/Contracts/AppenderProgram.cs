using System.Globalization;
using LensGrains.Core.Ports;
using LensGrains.Storage;
using LensGrains.Storage.Postgres;

namespace LensGrains.Tests;

/// <summary>
/// The child process of the durability tests: appends to a few journals for as long as it lives, each entry carrying its own
/// position, and says <c>journal position</c> on a line of its output once an append was acknowledged.
/// </summary>
public static class AppenderProgram
{
    public const int Journals = 8;

    /// <summary>Arguments: the provider's name, and what opens the place.</summary>
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["contend", var contender, ..])
        {
            await using var contended = Open(arguments[2..]);
            return await ContenderProgram.RunAsync(contender, contended);
        }

        await using var store = Open(arguments);
        var names = Enumerable.Range(0, Journals).Select(i => $"journal-{i}").ToArray();
        var positions = await store.Journal.PositionsAsync(names);
        await Task.WhenAll(names.Select(name => AppendForEverAsync(store.Journal, name, positions[name])));
        return 0;
    }

    private static OpenStore Open(string[] arguments) => arguments switch
    {
        ["sqlite", var path] => OpenStore.Of(new SqliteStore(new SqliteStoreOptions { Path = path })),
        ["azure", var connection, var name, var blocks]
            => AzurePlace.Open(connection, name, new() { SegmentBlocks = int.Parse(blocks, CultureInfo.InvariantCulture) }),
        ["postgres", var connection, var schema] => OpenStore.Of(
            new PostgresStore(new PostgresStoreOptions { ConnectionString = connection, Schema = schema })),
        _ => throw new ArgumentException("There is no such provider.", nameof(arguments)),
    };

    private static JournalRecord RecordAt(long position)
        => new("entry", 1, System.Text.Encoding.UTF8.GetBytes(position.ToString(CultureInfo.InvariantCulture)));

    private static async Task AppendForEverAsync(IJournal store, string journal, long position)
    {
        while (true)
        {
            if (await store.AppendAsync(journal, position, [RecordAt(position + 1)]) != AppendOutcome.Appended)
            {
                throw new InvalidOperationException("Nobody else writes here.");
            }

            position++;
            await Console.Out.WriteLineAsync($"{journal} {position}");
        }
    }
}
