using System.Text.Json;
using LensGrains.Storage;

namespace LensGrains.Cli.Sweeps;

/// <summary>
/// Every file that a grain state or a catalogue's head names. A state names a file by its path; a head by the path, or (a segment's
/// rows) by the path without its endings; and a round's state names everything that its present attempt writes.
/// </summary>
internal sealed class NamedFiles
{
    private readonly HashSet<string> _paths = [];
    private readonly Dictionary<string, int> _attempts = [];
    private readonly Dictionary<string, DateTime> _heads = [];

    private NamedFiles()
    {
    }

    /// <summary>Reads states and heads as they are now; the server may be running.</summary>
    /// <exception cref="SweepException">A state or a head cannot be read.</exception>
    public static NamedFiles Read(DataFolder data, IEnumerable<StateRow> states)
    {
        var named = new NamedFiles();
        foreach (var (kind, key, body) in states)
        {
            named.ReadState(kind, key, body);
        }

        foreach (var catalog in data.Folders("catalogs"))
        {
            named.ReadHead(data, catalog);
        }

        return named;
    }

    /// <summary>True where a state or a head names the file.</summary>
    public bool Contains(string path)
    {
        var name = path.LastIndexOf('/') + 1;
        var dot = path.IndexOf('.', name);
        return _paths.Contains(path) || (dot > 0 && _paths.Contains(path[..dot])) || IsOfPresentAttempt(path);
    }

    /// <summary>When a catalogue's head was last written: until then it may have named what it names no more. Null without a head.</summary>
    public DateTime? HeadWrittenAt(string catalogFolder) => _heads.TryGetValue(catalogFolder, out var at) ? at : null;

    private bool IsOfPresentAttempt(string path)
        => DataFolder.AttemptOf(path) is { } attempt && _attempts.TryGetValue(attempt.Round, out var present) && attempt.Number >= present;

    private void ReadState(string kind, string key, byte[] body)
    {
        try
        {
            AddTexts(body);
            using var state = JsonDocument.Parse(body);
            if (kind == "round" && state.RootElement.TryGetProperty("value", out var round))
            {
                _attempts[$"campaigns/{round.GetProperty("campaign").GetString()}/rounds/{round.GetProperty("number").GetInt32()}"] =
                    round.GetProperty("attempt").GetInt32();
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SweepException($"the state {kind} '{key}' cannot be read, so nothing is swept");
        }
    }

    private void ReadHead(DataFolder data, string catalog)
    {
        var head = data.File($"{catalog}/catalog.json");
        if (!File.Exists(head))
        {
            return;
        }

        try
        {
            // First the time, then the content: a head written in between only makes its files count as used for longer.
            _heads[catalog] = File.GetLastWriteTimeUtc(head);
            AddTexts(File.ReadAllBytes(head));
        }
        catch (JsonException)
        {
            throw new SweepException($"the head of {catalog} cannot be read, so nothing is swept");
        }
    }

    private void AddTexts(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && text.Contains('/', StringComparison.Ordinal))
            {
                _paths.Add(text);
            }
        }
    }
}

/// <summary>A sweep cannot say what is in use; nothing was removed.</summary>
internal sealed class SweepException(string message) : Exception(message);
