using System.Net;
using System.Net.Http.Headers;
using LensGrains.Learning.Data.Streams;

namespace LensGrains.Learning.Data.Shards;

/// <summary>The body of a shard, which is asked for again from where it broke off.</summary>
internal sealed class HttpShardStream : ForwardStream
{
    private readonly ShardFetch _fetch;
    private readonly bool _hasRanges;
    private readonly long? _length;
    private readonly EntityTagHeaderValue? _tag;
    private readonly DateTimeOffset? _modified;
    private HttpResponseMessage _answer;
    private Stream? _body;
    private long _position;
    private int _breaks;

    public HttpShardStream(ShardFetch fetch, HttpResponseMessage answer)
    {
        (_fetch, _answer) = (fetch, answer);
        _length = answer.Content.Headers.ContentLength;
        _tag = answer.Headers.ETag is { IsWeak: false } tag ? tag : null;
        _modified = answer.Content.Headers.LastModified;
        _hasRanges = answer.Headers.AcceptRanges.Contains("bytes") && (_tag is not null || _modified is not null);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var (read, broke) = await TryReadAsync(buffer, cancellationToken);
            if (broke is null)
            {
                _position += read;
                return read;
            }

            await ResumeAsync(broke, cancellationToken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _answer.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<(int Read, string? Broke)> TryReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_fetch.Options.ReadTimeout, _fetch.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            _body ??= await _answer.Content.ReadAsStreamAsync(both.Token);
            var read = await _body.ReadAsync(buffer, both.Token);
            return read > 0 || buffer.Length == 0 || _length is null || _position == _length ? (read, null) : (0, "ended");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (0, "gave nothing more");
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return (0, "broke off");
        }
    }

    private async Task ResumeAsync(string broke, CancellationToken cancellationToken)
    {
        var told = $"The body {broke} after {_position} of {(_length is { } length ? $"{length}" : "unknown")} bytes";
        if (!_hasRanges)
        {
            throw Fault($"{told}, and the server offers no ranges to go on from there.");
        }

        if (++_breaks >= _fetch.Options.Attempts)
        {
            throw Fault($"{told}, for the {_breaks}th time.");
        }

        _answer.Dispose();
        _body = null;
        await Task.Delay(_fetch.Options.FirstDelay * Math.Pow(2, _breaks - 1), _fetch.Time, cancellationToken);
        _answer = await _fetch.SendAsync(Continue, cancellationToken);
        if (_answer.StatusCode != HttpStatusCode.PartialContent || _answer.Content.Headers.ContentRange?.From != _position)
        {
            throw Fault($"{told}, and the server does not go on from there: the file changed meanwhile, or ranges are not kept.");
        }
    }

    private void Continue(HttpRequestMessage request)
    {
        request.Headers.Range = new RangeHeaderValue(_position, null);
        request.Headers.IfRange = _tag is not null ? new RangeConditionHeaderValue(_tag) : new RangeConditionHeaderValue(_modified!.Value);
    }

    private DataFaultException Fault(string reason) => new(new DataFault(_fetch.Name, null, DataFaultCodes.Truncated, reason));
}
