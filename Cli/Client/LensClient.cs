using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace LensGrains.Cli.Client;

/// <summary>Speaks to a running server over its HTTP API. A refusal becomes a <see cref="ProblemException"/>.</summary>
internal sealed class LensClient : IDisposable
{
    private readonly HttpClient _http;

    public LensClient(Uri server, string? token, HttpMessageHandler network)
    {
        Server = server;
        _http = new HttpClient(network, disposeHandler: false)
        {
            BaseAddress = server,
            Timeout = Timeout.InfiniteTimeSpan, // exports stream for as long as they take
        };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>The server's base address.</summary>
    public Uri Server { get; }

    public Task<Me> GetMeAsync(CancellationToken stop) => GetAsync("me", MessageJson.Default.Me, stop);

    public IAsyncEnumerable<Campaign> ListCampaignsAsync(CancellationToken stop)
        => ListAsync("campaigns", MessageJson.Default.ListingCampaign, stop);

    public Task<Campaign> GetCampaignAsync(string campaign, CancellationToken stop)
        => GetAsync($"campaigns/{Uri.EscapeDataString(campaign)}", MessageJson.Default.Campaign, stop);

    public Task<Campaign> CreateCampaignAsync(CreateCampaign campaign, CancellationToken stop)
        => PostAsync("campaigns", campaign, MessageJson.Default.CreateCampaign, MessageJson.Default.Campaign, stop);

    public Task<IngestJob> StartIngestAsync(string campaign, StartIngest ingest, CancellationToken stop) => PostAsync(
        $"campaigns/{Uri.EscapeDataString(campaign)}/ingests", ingest, MessageJson.Default.StartIngest,
        MessageJson.Default.IngestJob, stop);

    public Task<IngestJob> GetIngestAsync(string campaign, int number, CancellationToken stop)
        => GetAsync($"campaigns/{Uri.EscapeDataString(campaign)}/ingests/{number}", MessageJson.Default.IngestJob, stop);

    public IAsyncEnumerable<Round> ListRoundsAsync(string campaign, CancellationToken stop)
        => ListAsync($"campaigns/{Uri.EscapeDataString(campaign)}/rounds", MessageJson.Default.ListingRound, stop);

    public Task<Round> GetRoundAsync(string campaign, int number, CancellationToken stop)
        => GetAsync($"campaigns/{Uri.EscapeDataString(campaign)}/rounds/{number}", MessageJson.Default.Round, stop);

    public Task<CreatedToken> CreateTokenAsync(CreateToken token, CancellationToken stop)
        => PostAsync("tokens", token, MessageJson.Default.CreateToken, MessageJson.Default.CreatedToken, stop);

    /// <summary>Whether the server takes requests.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken stop)
    {
        using var answer = await _http.GetAsync(new Uri(Server, "health/ready"), stop);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Copies a download to a stream as it arrives; nothing is held in memory.</summary>
    /// <exception cref="ProblemException">The server refused.</exception>
    public async Task DownloadAsync(string path, Stream target, CancellationToken stop)
    {
        using var answer = await _http.GetAsync(At(path), HttpCompletionOption.ResponseHeadersRead, stop);
        await RefuseAsync(answer, stop);
        await answer.Content.CopyToAsync(target, stop);
    }

    public void Dispose() => _http.Dispose();

    private Uri At(string path) => new(Server, "api/v1/" + path);

    private async IAsyncEnumerable<T> ListAsync<T>(
        string path, JsonTypeInfo<Listing<T>> type, [EnumeratorCancellation] CancellationToken stop)
    {
        string? after = null;
        do
        {
            var part = await GetAsync(after is null ? path : $"{path}?after={Uri.EscapeDataString(after)}", type, stop);
            foreach (var item in part.Items)
            {
                yield return item;
            }

            after = part.Next;
        }
        while (after is not null);
    }

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken stop)
    {
        using var answer = await _http.GetAsync(At(path), stop);
        return await ReadAsync(answer, type, stop);
    }

    private async Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> type, CancellationToken stop)
    {
        using var content = JsonContent.Create(body, bodyType);
        using var answer = await _http.PostAsync(At(path), content, stop);
        return await ReadAsync(answer, type, stop);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken stop)
    {
        await RefuseAsync(answer, stop);
        return await answer.Content.ReadFromJsonAsync(type, stop)
            ?? throw new HttpRequestException("the server answered with an empty body");
    }

    private static async Task RefuseAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        var isProblem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
        var problem = isProblem ? await answer.Content.ReadFromJsonAsync(MessageJson.Default.Problem, stop) : null;
        throw new ProblemException(answer.StatusCode, problem);
    }
}

/// <summary>The server refused a request, and said why.</summary>
internal sealed class ProblemException(HttpStatusCode status, Problem? problem) : Exception(Describe(status, problem))
{
    public HttpStatusCode Status { get; } = status;

    private static string Describe(HttpStatusCode status, Problem? problem)
    {
        if (problem is null)
        {
            return status == HttpStatusCode.Unauthorized
                ? "the server does not know this token; set LENS_TOKEN or --data"
                : $"the server answered {(int)status}";
        }

        var fields = problem.Errors?.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}")) ?? [];
        string?[] parts = [problem.Title ?? $"{(int)status}", problem.Detail, .. fields, problem.Hint];
        return string.Join("; ", parts.Where(part => !string.IsNullOrWhiteSpace(part)));
    }
}
