using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LensGrains.Learning.Tests.Data.Shards;

/// <summary>What the server says to one request: the head, then so many bytes of the body, then the connection ends.</summary>
internal sealed record TinyAnswer(string Head, ReadOnlyMemory<byte> Body);

/// <summary>A web server on the loopback that answers each request as a test says, also badly.</summary>
internal sealed class TinyWebServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, int, TinyAnswer> _answer;
    private readonly Task _serving;

    /// <param name="answer">From the request's head and its number, from 0, to the answer.</param>
    public TinyWebServer(Func<string, int, TinyAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Heads of all requests.</summary>
    public List<string> Requests { get; } = [];

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>An answer with the whole length declared, of which so many bytes come.</summary>
    public static TinyAnswer Whole(byte[] body, int? breaksAfter = null, string more = "")
        => new($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n{more}", body.AsMemory(0, breaksAfter ?? body.Length));

    /// <summary>The rest that a request asks for by its range.</summary>
    public static TinyAnswer Rest(byte[] body, string request, int? breaksAfter = null)
    {
        var from = int.Parse(request.Split("Range: bytes=")[1].Split('-')[0], CultureInfo.InvariantCulture);
        var rest = body.AsMemory(from);
        return new(
            $"HTTP/1.1 206 Partial Content\r\nContent-Length: {rest.Length}\r\nContent-Range: bytes {from}-{body.Length - 1}/{body.Length}\r\n",
            rest[..Math.Min(rest.Length, breaksAfter ?? rest.Length)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            // the test is over
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) > 0)
        {
            head.Append((char)one[0]);
        }

        Requests.Add(head.ToString());
        var answer = _answer(head.ToString(), Requests.Count - 1);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer.Head + "Connection: close\r\n\r\n"), _stop.Token);
        await stream.WriteAsync(answer.Body, _stop.Token);
    }
}
