using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LensGrains.Api.Auth;
using LensGrains.Api.Hosting;
using LensGrains.Catalogs.Npy;
using LensGrains.Core.Ids;
using LensGrains.Imaging.Simulation;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LensGrains.Tests.Api;

/// <summary>A whole server over a data folder of its own: real Kestrel on a free port of loopback, real grains, real SQLite.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    public const string Secret = "owner-of-the-test";
    public const int Sources = 240;

    private WebApplication? _app;
    private int _campaigns;

    public string Data { get; } = TestFiles.NewFolder("api");

    public ShiftedTime Time { get; } = new();

    public CapturedLog Log { get; } = new();

    public IServiceProvider Services => _app!.Services;

    public Uri Url => new(_app!.Url());

    /// <summary>The one-time token of the link that the server prints.</summary>
    public string LinkToken { get; private set; } = "";

    /// <summary>A client with the owner's token.</summary>
    public HttpClient Owner => Client(Secret);

    public async Task InitializeAsync()
    {
        await StartAsync();
        await IngestVectorsAsync();
    }

    /// <summary>Makes the catalogue and campaign <c>vectors</c>.</summary>
    public async Task IngestVectorsAsync(int seed = 11)
    {
        WriteVectors(seed);
        await IngestAsync("vectors", new { embeddings = Path.Combine(Data, "vectors.npy"), operationId = $"v{seed}" });
    }

    public async Task StartAsync(Action<WebApplicationBuilder>? configure = null)
    {
        var options = new UpOptions { Data = Data, Port = 0, WithDemo = false, FixedToken = Secret };
        _app = LensGrainsServer.Build(options, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(Time);
            builder.Logging.AddProvider(Log).AddFilter<CapturedLog>(null, LogLevel.Trace);
            configure?.Invoke(builder);
        });
        LinkToken = (await _app.SignInOwnerAsync(options))!;
        await _app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
            _app = null;
        }
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Data, recursive: true);
    }

    /// <summary>A client with a token, or with none.</summary>
    public HttpClient Client(string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Url };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    /// <summary>A client of an annotator of their own.</summary>
    internal async Task<HttpClient> AnnotatorAsync(string name, Role role = Role.Annotator, params string[] campaigns)
        => Client(await Services.GetRequiredService<TokenStore>().CreateAsync(
            new Grant(new AnnotatorId(name), role, campaigns.Length == 0 ? null : [.. campaigns.Select(c => new CampaignId(c))])));

    /// <summary>A new campaign over the imported vectors, ready to deal; its path under the server's address.</summary>
    public async Task<string> CampaignAsync(object? policy = null, string catalog = "vectors")
    {
        var id = $"c{Interlocked.Increment(ref _campaigns)}";
        using var owner = Owner;
        using var created = await owner.PostAsJsonAsync(
            "/api/v1/campaigns",
            new { id, name = id, classes = new[] { "non-lens", "lens" }, positive = "lens", catalog, policy = TestPolicy.OrdinaryRounds(policy) });
        Assert.Equal(201, (int)created.StatusCode);
        await Eventually.BecomesAsync(() => GetAsync(owner, $"/api/v1/campaigns/{id}"), c => (int)c["available"]! > 0);
        return $"/api/v1/campaigns/{id}";
    }

    /// <summary>Ingests into a catalogue through a campaign of the same name.</summary>
    public async Task<JsonObject> IngestAsync(string catalog, object order)
    {
        using var owner = Owner;
        await owner.PostAsJsonAsync(
            "/api/v1/campaigns", new { id = catalog, name = catalog, classes = new[] { "non-lens", "lens" }, positive = "lens" });
        var job = await PostAsync(owner, $"/api/v1/campaigns/{catalog}/ingests", order, 202);
        var path = $"/api/v1/campaigns/{catalog}/ingests/{job["number"]}";
        var done = await Eventually.BecomesAsync(() => GetAsync(owner, path), j => (string)j["state"]! is "done" or "failed");
        Assert.True((string)done["state"]! == "done", done.ToJsonString());
        return done;
    }

    /// <summary>A folder of simulated FITS cutouts.</summary>
    public string WriteSky(int count)
    {
        var folder = Path.Combine(Data, "sky");
        Directory.CreateDirectory(folder);
        foreach (var source in SimulatedSky.Generate(new SkyOptions { Seed = 5, Count = count, Size = 64, Parallelism = 1 }))
        {
            FitsWriter.WriteBands(source.Cutout, folder, source.Truth.Name);
        }

        return folder;
    }

    public static async Task<JsonObject> GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return await ReadAsync(answer, 200);
    }

    public static async Task<JsonObject> PostAsync(HttpClient client, string path, object? body, int status = 200)
    {
        using var answer = body is null ? await client.PostAsync(path, null) : await client.PostAsJsonAsync(path, body);
        return await ReadAsync(answer, status);
    }

    /// <summary>Posts a body as it stands.</summary>
    public static async Task<JsonObject> PostTextAsync(HttpClient client, string path, string body, int status)
    {
        using var answer = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        return await ReadAsync(answer, status);
    }

    public static async Task<JsonObject> ReadAsync(HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>True for a source that the vectors make a lens.</summary>
    public static bool IsLens(string sourceId) => int.Parse(sourceId[1..], System.Globalization.CultureInfo.InvariantCulture) % 6 == 3;

    /// <summary>Answers for every tile as the vectors have it.</summary>
    public static object[] Truth(JsonObject page)
        => [.. page["tiles"]!.AsArray().Select(t => (string)t!["sourceId"]!).Select(s => new { sourceId = s, label = IsLens(s) ? "lens" : "non-lens" })];

    private void WriteVectors(int seed)
    {
        const int dimension = 8;
        var random = new Random(seed);
        var values = new float[Sources * dimension];
        var names = new StringBuilder("name\n");
        for (var i = 0; i < Sources; i++)
        {
            names.Append(System.Globalization.CultureInfo.InvariantCulture, $"s{i:D4}\n");
            for (var j = 0; j < dimension; j++)
            {
                values[(i * dimension) + j] = (float)(random.NextDouble() - 0.5 + (j == 0 && i % 6 == 3 ? 2 : 0));
            }
        }

        File.WriteAllText(Path.Combine(Data, "vectors.names.csv"), names.ToString());
        using var file = File.Create(Path.Combine(Data, "vectors.npy"));
        NpyFile.Write<float>(file, values, Sources, dimension);
    }
}

/// <summary>The system's clock, put forward by hand.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private long _shiftTicks;

    public override DateTimeOffset GetUtcNow() => TimeProvider.System.GetUtcNow().AddTicks(Interlocked.Read(ref _shiftTicks));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shiftTicks, by.Ticks);
}

/// <summary>Everything logged, as text.</summary>
public sealed class CapturedLog : ILoggerProvider, ILogger
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => _lines.Enqueue(formatter(state, exception) + exception);

    public void Dispose()
    {
    }
}

/// <summary>One server for all tests: they make campaigns of their own.</summary>
[CollectionDefinition(Name)]
public sealed class SharedApi : ICollectionFixture<ApiHost>
{
    public const string Name = "api";
}
