using System.Net.Http.Json;
using System.Text.Json;

namespace LensGrains.Bench.Http;

/// <summary>The calls of one annotator in one campaign.</summary>
internal sealed class CampaignClient(HttpClient http, string campaign)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly string _path = $"api/v1/campaigns/{campaign}";

    /// <summary>Creates a campaign over a catalogue; never trains by itself.</summary>
    public static async Task<CampaignClient> CreateAsync(HttpClient owner, string campaign, string catalog)
    {
        var body = new
        {
            id = campaign, name = campaign, classes = new[] { "non-lens", "lens" }, positive = "lens", catalog,
            policy = new { numSubmissionTrain = 10_000_000, presumedNegatives = 0, maxOpenPages = 100, leaseSeconds = 3_600 },
        };
        await PostAsync(owner, "api/v1/campaigns", body);
        return new CampaignClient(owner, campaign);
    }

    public Task<JsonElement> PostAsync(string path, object body) => PostAsync(http, $"{_path}/{path}", body);

    public Task<JsonElement> GetAsync(string path) => http.GetFromJsonAsync<JsonElement>(path.Length == 0 ? _path : $"{_path}/{path}");

    public async Task<byte[]> ImageAsync(string path) => await http.GetByteArrayAsync(path);

    /// <summary>Ingests and returns the finished job.</summary>
    public async Task<JsonElement> IngestAsync(object order, Action? meanwhile = null)
    {
        var number = (await PostAsync("ingests", order)).GetProperty("number").GetInt32();
        return await UntilAsync($"ingests/{number}", job => StateOf(job) switch
        {
            "done" => true,
            "failed" or "cancelled" => throw new InvalidOperationException($"The ingest failed: {job}"),
            _ => false,
        }, meanwhile);
    }

    /// <summary>A page: its id and its sources.</summary>
    public async Task<DealtPage> OpenPageAsync() => PageOf(await PostAsync("pages", new { }));

    /// <summary>A page from a server that may still be starting, or may not have found its pools' sources yet.</summary>
    public async Task<DealtPage> OpenPageWhenReadyAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            using var answer = await http.PostAsJsonAsync($"{_path}/pages", new { }, patience.Token);
            if (answer.IsSuccessStatusCode)
            {
                var page = PageOf(await answer.Content.ReadFromJsonAsync<JsonElement>(patience.Token));
                if (page.Sources.Length > 0)
                {
                    return page;
                }
            }
            else if ((int)answer.StatusCode is not 503)
            {
                throw new HttpRequestException($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(patience.Token)}");
            }

            await Task.Delay(20, patience.Token);
        }
    }

    public async Task ReleaseAsync(DealtPage page) => (await http.DeleteAsync($"{_path}/pages/{page.Id}")).EnsureSuccessStatusCode();

    public Task SubmitAsync(DealtPage page, string operation) => PostAsync($"pages/{page.Id}/labels", new
    {
        operationId = operation, labels = page.Sources.Select((s, i) => new { sourceId = s, label = i % 5 == 0 ? "lens" : "non-lens" }),
    });

    /// <summary>Asks until what is asked for is there.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> isThere, Action? meanwhile = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var answer = await GetAsync(path);
            if (isThere(answer))
            {
                return answer;
            }

            meanwhile?.Invoke();
            await Task.Delay(100, patience.Token);
        }
    }

    public static string StateOf(JsonElement thing) => thing.GetProperty("state").GetString()!;

    /// <summary>An empty page has no id.</summary>
    private static DealtPage PageOf(JsonElement page) => new(
        page.GetProperty("pageId").GetString() ?? "",
        [.. page.GetProperty("tiles").EnumerateArray().Select(t => t.GetProperty("sourceId").GetString()!)],
        [.. page.GetProperty("tiles").EnumerateArray().Select(t => t.GetProperty("imageUrl").GetString()!)]);

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<JsonElement>()
            : throw new HttpRequestException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}

/// <summary>A page that is out.</summary>
internal sealed record DealtPage(string Id, string[] Sources, string[] Images);
