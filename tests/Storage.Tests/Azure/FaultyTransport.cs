using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace LensGrains.Tests;

/// <summary>What becomes of one request.</summary>
internal enum Fault
{
    /// <summary>It is sent and answered.</summary>
    None,

    /// <summary>The connection breaks before the service has it.</summary>
    Cut,

    /// <summary>The service does it; the answer is lost.</summary>
    Lost,

    /// <summary>The caller gives up, and the request comes through when the test says so.</summary>
    Late,
}

/// <summary>Carries requests to the service, or breaks as the test says.</summary>
internal sealed class FaultyTransport(Func<string, Fault> decide) : HttpPipelineTransport
{
    private readonly HttpClientTransport _inner = new();
    private readonly List<Func<Task<int>>> _late = [];

    /// <summary>Method and query of every request, as in <c>PUT comp=appendblock</c>.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Bytes of answers' bodies, as their headers tell them.</summary>
    public long Received { get; private set; }

    /// <summary>Delivers what was held back; the statuses of the answers.</summary>
    public async Task<IReadOnlyList<int>> DeliverLateAsync()
    {
        var statuses = new List<int>();
        foreach (var request in _late)
        {
            statuses.Add(await request());
        }

        return statuses;
    }

    public override Request CreateRequest() => _inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("All requests are asynchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var what = $"{message.Request.Method} {message.Request.Uri.Query.TrimStart('?')}".TrimEnd();
        Fault fault;
        lock (Requests)
        {
            Requests.Add(what);
            fault = decide(what);
        }

        if (fault == Fault.Late)
        {
            _late.Add(await HoldAsync(message.Request));
        }
        else if (fault != Fault.Cut)
        {
            await _inner.ProcessAsync(message);
            lock (Requests)
            {
                Received += message.Response.Headers.ContentLength ?? 0;
            }
        }

        if (fault != Fault.None)
        {
            throw new RequestFailedException("The connection is broken.", new HttpRequestException("broken")); // as the SDK's own transport does
        }
    }

    /// <summary>A copy of the request, signature and all, that outlives the caller's.</summary>
    private static async Task<Func<Task<int>>> HoldAsync(Request request)
    {
        using var body = new MemoryStream();
        await request.Content!.WriteToAsync(body, CancellationToken.None);
        var bytes = body.ToArray();
        var (method, uri, headers) = (new HttpMethod(request.Method.Method), request.Uri.ToUri(), request.Headers.ToList());
        return async () =>
        {
            using var client = new HttpClient();
            using var copy = new HttpRequestMessage(method, uri) { Content = new ByteArrayContent(bytes) };
            foreach (var header in headers.Where(h => !h.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)))
            {
                if (!copy.Headers.TryAddWithoutValidation(header.Name, header.Value))
                {
                    copy.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
                }
            }

            using var answer = await client.SendAsync(copy);
            return (int)answer.StatusCode;
        };
    }
}
