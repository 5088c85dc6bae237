using System.Net;
using System.Text;

namespace LensGrains.Cli.Tests;

/// <summary>Answers requests from a table of "METHOD path-and-query" and notes what was asked.</summary>
internal sealed class FakeServer : HttpMessageHandler
{
    private readonly Dictionary<string, Queue<HttpResponseMessage>> _answers = [];

    /// <summary>Every request, as "METHOD path-and-query body".</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The Authorization header of the last request.</summary>
    public string? Authorization { get; private set; }

    /// <summary>Adds an answer; several for one request are given one after the other, the last one for ever.</summary>
    public FakeServer Answers(string request, string json, int status = 200, string mediaType = "application/json")
    {
        if (!_answers.TryGetValue(request, out var queue))
        {
            _answers[request] = queue = new Queue<HttpResponseMessage>();
        }

        queue.Enqueue(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, mediaType) });
        return this;
    }

    public FakeServer Refuses(string request, int status, string problem)
        => Answers(request, problem, status, "application/problem+json");

    /// <summary>Answers with a body that ends in the middle.</summary>
    public FakeServer Breaks(string request)
    {
        _answers[request] = new Queue<HttpResponseMessage>([new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Torn()) }]);
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        var line = $"{request.Method} {request.RequestUri!.PathAndQuery}";
        Asked.Add(request.Content is null ? line : $"{line} {await request.Content.ReadAsStringAsync(stop)}");
        Authorization = request.Headers.Authorization?.ToString();
        if (!_answers.TryGetValue(line, out var queue))
        {
            throw new HttpRequestException($"nothing answers {line}");
        }

        return queue.Count > 1 ? queue.Dequeue() : queue.Peek();
    }

    private sealed class Torn : MemoryStream
    {
        private bool _read;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_read)
            {
                throw new HttpRequestException("The connection was cut.");
            }

            _read = true;
            buffer.Span[0] = (byte)'P';
            return ValueTask.FromResult(1);
        }

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var part = new byte[bufferSize];
            while (await ReadAsync(part, cancellationToken) is > 0 and var read)
            {
                await destination.WriteAsync(part.AsMemory(0, read), cancellationToken);
            }
        }
    }
}
