using System.Net;
using LensGrains.Learning.Data.Streams;

namespace LensGrains.Learning.Data.Shards;

/// <summary>How shards are fetched.</summary>
public sealed record HttpShardOptions
{
    /// <summary>How often a request, or the rest of a body, is tried. Default 4.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>Wait before the second attempt; it doubles with each. Default 1 s.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a body may give nothing before it counts as broken off. Default 60 s.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>
/// Shards behind http and https. Redirects are the client's business. A body that breaks off is taken up where it ended if the server offers
/// ranges and the file is still the same; otherwise that is a fault with the number of bytes.
/// </summary>
public sealed class HttpShards(HttpClient client, HttpShardOptions options, TimeProvider time) : IShardPlace
{
    /// <inheritdoc/>
    public bool Holds(string address)
        => address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public async Task<Stream> OpenAsync(string address, CancellationToken cancellationToken)
    {
        var fetch = new ShardFetch(client, new Uri(address), options, time);
        return new HttpShardStream(fetch, await fetch.SendAsync(_ => { }, cancellationToken));
    }
}

/// <summary>Requests for one shard, tried again while there is hope.</summary>
internal sealed class ShardFetch(HttpClient client, Uri address, HttpShardOptions options, TimeProvider time)
{
    public HttpShardOptions Options => options;

    public TimeProvider Time => time;

    /// <summary>The address without what may be secret in it.</summary>
    public string Name { get; } = address.GetLeftPart(UriPartial.Path);

    /// <summary>An answer with a successful status, its body unread.</summary>
    public async Task<HttpResponseMessage> SendAsync(Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            prepare(request);
            var (answer, fault) = await TryAsync(request, cancellationToken);
            if (answer is not null)
            {
                return answer;
            }

            if (!fault.MayPass || attempt >= options.Attempts)
            {
                throw new DataFaultException(fault.Fault);
            }

            await Task.Delay(options.FirstDelay * Math.Pow(2, attempt - 1), time, cancellationToken);
        }
    }

    private async Task<(HttpResponseMessage? Answer, (DataFault Fault, bool MayPass) Fault)> TryAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return (answer, default);
            }

            using (answer)
            {
                return (null, Refusal(answer.StatusCode));
            }
        }
        catch (HttpRequestException unreachable)
        {
            return (null, (new DataFault(Name, null, DataFaultCodes.Unreachable, $"The server cannot be reached: {unreachable.Message}"), true));
        }
        catch (OperationCanceledException slow) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, (new DataFault(Name, null, DataFaultCodes.Unreachable, $"The server does not answer: {slow.Message}"), true));
        }
    }

    private (DataFault Fault, bool MayPass) Refusal(HttpStatusCode status)
    {
        var code = status is HttpStatusCode.NotFound or HttpStatusCode.Gone ? DataFaultCodes.NotFound : DataFaultCodes.Refused;
        var mayPass = status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;
        return (new DataFault(Name, null, code, $"The server answers {(int)status}."), mayPass);
    }
}
