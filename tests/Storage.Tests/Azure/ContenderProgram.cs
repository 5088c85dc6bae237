using System.Globalization;
using System.Text;
using LensGrains.Core.Ports;

namespace LensGrains.Tests;

/// <summary>
/// The child process of the race: appends to the one journal that others append to as well, an entry of its own at a time, and says
/// <c>position text .</c> once one was acknowledged.
/// </summary>
public static class ContenderProgram
{
    public const string Journal = "contended";

    public static async Task<int> RunAsync(string name, OpenStore store)
    {
        for (var entry = 0; ; entry++)
        {
            var body = Encoding.UTF8.GetBytes($"{name}-{entry}");
            var position = await AppendAsync(store.Journal, new JournalRecord("entry", 1, body));
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{position} {name}-{entry} ."));
        }
    }

    private static async Task<long> AppendAsync(IJournal journal, JournalRecord record)
    {
        while (true)
        {
            var position = (await journal.PositionsAsync([Journal]))[Journal];
            if (await journal.AppendAsync(Journal, position, [record]) == AppendOutcome.Appended)
            {
                return position + 1;
            }
        }
    }
}
