using System.Text;
using System.Text.Json;
using LensGrains.Core.Dealing;
using LensGrains.Core.Journaling;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;

namespace LensGrains.Tests.Core.Journaling;

/// <summary>
/// The bytes of the first journal version, as checked in under <c>v1/</c>: one line per entry with type, version and body. They
/// never change. A later version adds a folder of its own and an upcaster, and still reads these. Fields that were added at the end
/// of an event, and are left out where they say nothing, stand in <c>session-later</c>.
/// </summary>
public class JournalBytesTests
{
    [Fact]
    public void Decode_OfTheFirstSessionJournal_GivesTheEventsItHeld()
        => Assert.Equal(RecordedEvents.Session.Select(Shown), Lines("session").Select(l => Shown(SessionJournal.Codec.Decode(l))));

    [Fact]
    public void Decode_OfTheFirstDealerJournal_GivesTheEventsItHeld()
        => Assert.Equal(RecordedEvents.Dealer.Select(Shown), Lines("dealer").Select(l => Shown(DealerJournal.Codec.Decode(l))));

    [Fact]
    public void Encode_OfTheSameSessionEvents_GivesTheSameBytes()
        => Assert.Equal(Text("session"), string.Concat(RecordedEvents.Session.Select(e => Line(SessionJournal.Codec.Encode(e)))));

    [Fact]
    public void Encode_OfTheSameDealerEvents_GivesTheSameBytes()
        => Assert.Equal(Text("dealer"), string.Concat(RecordedEvents.Dealer.Select(e => Line(DealerJournal.Codec.Encode(e)))));

    [Fact]
    public void Decode_OfFieldsThatCameLater_GivesTheEventsItHeld()
        => Assert.Equal(RecordedEvents.Later.Select(Shown), Lines("session-later").Select(l => Shown(SessionJournal.Codec.Decode(l))));

    [Fact]
    public void Encode_OfFieldsThatCameLater_GivesTheSameBytes()
        => Assert.Equal(Text("session-later"), string.Concat(RecordedEvents.Later.Select(e => Line(SessionJournal.Codec.Encode(e)))));

    [Fact]
    public void Recorded_HasEveryEventThatThereIs()
    {
        Assert.Equal(Concrete<SessionEvent>(), RecordedEvents.Session.Select(e => e.GetType().Name).Distinct().Order());
        Assert.Equal(Concrete<DealerEvent>(), RecordedEvents.Dealer.Select(e => e.GetType().Name).Distinct().Order());
    }

    [Theory]
    [InlineData("page-opened", 2)]
    [InlineData("page-opened", 0)]
    [InlineData("page-imagined", 1)]
    [InlineData("page-dealt", 1)]
    public void Decode_WhenTypeOrVersionIsUnknown_Refuses(string type, int version)
    {
        var refused = Assert.Throws<UnknownJournalEntryException>(
            () => SessionJournal.Codec.Decode(new JournalRecord(type, version, Encoding.UTF8.GetBytes("{}"))));

        Assert.Equal((type, version), (refused.EntryType, refused.EntryVersion));
    }

    private static IOrderedEnumerable<string> Concrete<T>()
        => typeof(T).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(T)) && !t.IsAbstract).Select(t => t.Name).Order();

    private static string Line(JournalRecord record)
        => $"{{\"type\":\"{record.Type}\",\"version\":{record.Version},\"body\":{Encoding.UTF8.GetString(record.Body.Span)}}}\n";

    private static IEnumerable<JournalRecord> Lines(string journal)
    {
        foreach (var line in Text(journal).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var entry = JsonDocument.Parse(line);
            var body = Encoding.UTF8.GetBytes(entry.RootElement.GetProperty("body").GetRawText());
            yield return new JournalRecord(entry.RootElement.GetProperty("type").GetString()!, entry.RootElement.GetProperty("version").GetInt32(), body);
        }
    }

    private static string Text(string journal)
        => File.ReadAllText(Path.Combine(TestFiles.Root, "tests", "Core.Tests", "Journaling", "v1", $"{journal}.jsonl"));

    /// <summary>An event with everything in its lists; records compare lists by reference.</summary>
    private static string Shown(object e) => $"{e.GetType().Name} {JsonSerializer.Serialize(e, e.GetType())}";
}
