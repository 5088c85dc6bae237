using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LensGrains.Tests.Server;

/// <summary>
/// An annotator as a program: opens pages, answers them, relabels, and remembers what was acknowledged. Every label carries
/// its operation's id as comment, so that a listing tells which operation spoke last. What got no answer is sent again first
/// thing next time, twice.
/// </summary>
internal sealed class ScriptedAnnotator(string name, string token, DealtSources dealt, int seed)
{
    private const int RelabelEvery = 4;

    private readonly Random _random = new(seed);
    private readonly List<string> _acknowledged = [];
    private readonly HashSet<string> _sent = [];
    private readonly Dictionary<string, Said> _says = [];
    private Page? _page;
    private Operation? _unanswered;
    private bool _isExhausted;
    private int _operations;

    public string Name => name;

    public string Token => token;

    /// <summary>Operations with labels that were answered with 200, in order.</summary>
    public IReadOnlyList<string> Acknowledged => _acknowledged;

    /// <summary>Operations with labels that were sent, answered or not.</summary>
    public IReadOnlySet<string> Sent => _sent;

    /// <summary>What was last acknowledged, by source.</summary>
    public IReadOnlyDictionary<string, Said> Says => _says;

    /// <summary>Labels on their way when the server went away: their fate is open until they are sent again.</summary>
    public IReadOnlyDictionary<string, Said> InDoubt => _unanswered?.Labels ?? new Dictionary<string, Said>();

    /// <summary>Sources of the page in hand.</summary>
    public IReadOnlyList<string> OpenTiles => _page?.Sources ?? [];

    /// <summary>As the other, with nothing to wait for before a request.</summary>
    public Task RunAsync(HttpClient client, Action beforeSending, CancellationToken stop = default)
    {
        return RunAsync(client, Before, stop);

        Task Before()
        {
            beforeSending();
            return Task.CompletedTask;
        }
    }

    /// <summary>Labels until the server goes away or sends the annotator away, or until <paramref name="stop"/>.</summary>
    public async Task RunAsync(HttpClient client, Func<Task> beforeSending, CancellationToken stop = default)
    {
        try
        {
            if (_unanswered is { } again)
            {
                var first = await AskAsync(client, again, beforeSending);
                Assert.Equal(Lasting(first), Lasting(await AskAsync(client, again, beforeSending)));
            }

            while (!stop.IsCancellationRequested)
            {
                await AskAsync(client, Next(), beforeSending);
            }
        }
        catch (HttpRequestException gone) when (gone.StatusCode is null)
        {
        }
        catch (SentAwayException)
        {
        }
    }

    /// <summary>What of an answer stays when it is asked for again: an empty page is none, and expires at the moment it is asked for.</summary>
    private static string Lasting(string text)
    {
        var answer = JsonNode.Parse(text)!.AsObject();
        if (answer["tiles"] is JsonArray { Count: 0 })
        {
            answer.Remove("expiresAt");
        }

        return answer.ToJsonString();
    }

    private Operation Next()
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{name}-{++_operations}");
        if ((_isExhausted || _operations % RelabelEvery == 0) && _says.Count > 0)
        {
            var own = _says.Keys.ElementAt(_random.Next(_says.Count));
            return Labels(id, Scene.Campaign + "/labels", [own]);
        }

        return _page is { } page
            ? Labels(id, $"{Scene.Campaign}/pages/{page.Id}/labels", page.Sources)
            : new Operation(id, Scene.Campaign + "/pages", $$"""{"operationId":"{{id}}"}""", null);
    }

    private Operation Labels(string id, string path, IReadOnlyList<string> sources)
    {
        var labels = sources.ToDictionary(s => s, _ => new Said(id, _random.Next(2) == 0 ? "lens" : "non-lens"));
        var body = new { operationId = id, labels = labels.Select(l => new { sourceId = l.Key, label = l.Value.Label, comment = id }) };
        return new Operation(id, path, JsonSerializer.Serialize(body), labels);
    }

    private async Task<string> AskAsync(HttpClient client, Operation operation, Func<Task> beforeSending)
    {
        _unanswered = operation;
        if (operation.Labels is not null)
        {
            _sent.Add(operation.Id);
        }

        await beforeSending();
        using var answer = await client.SendTextAsync(operation.Path, operation.Body);
        var text = await answer.Content.ReadAsStringAsync();
        if ((int)answer.StatusCode == 503)
        {
            Assert.NotNull(answer.Headers.RetryAfter);
            throw new SentAwayException();
        }

        Assert.True((int)answer.StatusCode == 200, $"{operation.Path} {operation.Body}: {(int)answer.StatusCode} {text}");
        Take(operation, JsonNode.Parse(text)!.AsObject());
        return text;
    }

    private void Take(Operation operation, JsonObject answer)
    {
        _unanswered = null;
        if (operation.Labels is null)
        {
            TakePage(answer);
            return;
        }

        Assert.Equal(operation.Id, (string)answer["operationId"]!);
        Assert.Equal("accepted", (string)answer["outcome"]!);
        Assert.Equal(operation.Labels.Count, (int)answer["accepted"]!);
        if (_acknowledged.Count == 0 || _acknowledged[^1] != operation.Id)
        {
            _acknowledged.Add(operation.Id);
        }

        foreach (var (source, said) in operation.Labels)
        {
            _says[source] = said;
        }

        _page = operation.Path.EndsWith($"/pages/{_page?.Id}/labels", StringComparison.Ordinal) ? null : _page;
    }

    private void TakePage(JsonObject answer)
    {
        string[] sources = [.. answer["tiles"]!.AsArray().Select(t => (string)t!["sourceId"]!)];
        _isExhausted = sources.Length == 0;
        _page = _isExhausted ? null : new Page((string)answer["pageId"]!, sources);
        foreach (var source in sources)
        {
            dealt.Note(source, name);
        }
    }

    private sealed record Page(string Id, IReadOnlyList<string> Sources);

    private sealed record Operation(string Id, string Path, string Body, IReadOnlyDictionary<string, Said>? Labels);

    private sealed class SentAwayException : Exception;
}

/// <summary>A label and the operation that gave it.</summary>
internal sealed record Said(string Operation, string Label);
