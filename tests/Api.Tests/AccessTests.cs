using System.Net.Http.Headers;
using System.Net.Http.Json;
using LensGrains.Api.Auth;
using LensGrains.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class AccessTests(ApiHost api)
{
    private static readonly string[] Open = ["/api/v1/session", "/health/live", "/health/ready", "/metrics"];

    [Fact]
    public async Task AnyRoute_WhenNoTokenComes_Is401()
    {
        using var nobody = api.Client(null);
        var routes = api.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => !Open.Contains(e.RoutePattern.RawText)).ToArray();

        Assert.True(routes.Length > 30);
        foreach (var route in routes)
        {
            var path = route.RoutePattern.RawText!.Replace("{c}", "vectors").Replace("{n:int}", "1").Replace("{page}", "p.1").Replace("{s}", "s0001")
                .Replace("{documentName}", "v1");
            var method = route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
            using var answer = await nobody.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/" + path.TrimStart('/')));
            Assert.True(401 == (int)answer.StatusCode, $"{method} {path}: {(int)answer.StatusCode}");
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    public async Task Health_WhenAskedOnLoopback_NeedsNoToken(string path)
    {
        using var nobody = api.Client(null);
        using var answer = await nobody.GetAsync(path);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task SignIn_WhenLinkTokenIsUsedTwice_WorksOnce()
    {
        using var nobody = api.Client(null);
        var token = await api.Services.GetRequiredService<OneTimeTokens>().NewAsync(new Grant(new("link"), Role.Owner, null), CancellationToken.None);

        using var first = await nobody.PostAsJsonAsync("/api/v1/session", new { token });
        using var second = await nobody.PostAsJsonAsync("/api/v1/session", new { token });

        Assert.Equal((204, 401), ((int)first.StatusCode, (int)second.StatusCode));
        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        using var browser = WithCookie(cookie);
        Assert.Equal("link", (string)(await GetAsync(browser, "/api/v1/me"))["annotator"]!);
    }

    [Fact]
    public async Task SignOut_WhenCookieCameAlong_EndsIt()
    {
        using var browser = await BrowserAsync();

        using var signedOut = await browser.DeleteAsync("/api/v1/session");
        using var after = await browser.GetAsync("/api/v1/me");

        Assert.Equal((204, 401), ((int)signedOut.StatusCode, (int)after.StatusCode));
    }

    [Theory]
    [InlineData("https://evil.example", null, 403)]
    [InlineData("null", null, 403)]
    [InlineData(null, "cross-site", 403)]
    [InlineData("own", null, 201)]
    [InlineData(null, "same-origin", 201)]
    [InlineData(null, null, 201)]
    public async Task Write_WhenCookieComesFromAnotherOrigin_IsRefused(string? origin, string? fetchSite, int status)
    {
        using var browser = await BrowserAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tokens") { Content = JsonContent.Create(new { annotator = "x" }) };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin == "own" ? api.Url.GetLeftPart(UriPartial.Authority) : origin);
        }

        if (fetchSite is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", fetchSite);
        }

        using var answer = await browser.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task CreateToken_WhenOwnerAsks_MakesOneThatLabelsInItsCampaignOnly()
    {
        using var owner = api.Owner;
        var (mine, other) = (await api.CampaignAsync(), await api.CampaignAsync());

        var made = await PostAsync(owner, "/api/v1/tokens", new { annotator = "cleo", campaign = mine.Split('/')[^1], role = "annotator" }, 201);
        using var cleo = api.Client((string)made["token"]!);

        await PostAsync(cleo, $"{mine}/pages", new { });
        await PostAsync(cleo, $"{other}/pages", new { }, 403);
        Assert.Equal($"[\"{mine.Split('/')[^1]}\"]", (await GetAsync(cleo, "/api/v1/me"))["campaigns"]!.ToJsonString());
        Assert.Single((await GetAsync(cleo, "/api/v1/campaigns"))["items"]!.AsArray());
        await PostAsync(cleo, "/api/v1/tokens", new { annotator = "dora" }, 403);
    }

    [Fact]
    public async Task Token_WhenStored_IsOnlyAHashAndNeverLogged()
    {
        using var owner = api.Owner;
        var token = (string)(await PostAsync(owner, "/api/v1/tokens", new { annotator = "eve" }, 201))["token"]!;
        using var eve = api.Client(token);
        await GetAsync(eve, "/api/v1/me");
        using var page = await eve.GetAsync($"/?token={token}");

        Assert.DoesNotContain(token, api.Log.Text);
        foreach (var file in Directory.EnumerateFiles(api.Data, "lensgrains.db*"))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(open, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(token, await reader.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task Viewer_WhenLabelling_Is403ButMayLook()
    {
        var campaign = await api.CampaignAsync();
        using var viewer = await api.AnnotatorAsync("vera", Role.Viewer);

        await GetAsync(viewer, campaign);
        var refused = await PostAsync(viewer, $"{campaign}/pages", new { }, 403);
        Assert.Equal("urn:lensgrains:problem:forbidden", (string)refused["type"]!);
    }

    [Fact]
    public async Task Adjudication_WhenNoOwnerAsks_Is403()
    {
        var campaign = await api.CampaignAsync();
        using var ana = await api.AnnotatorAsync("ana");
        using var owner = api.Owner;
        var body = new { operationId = "adj", kind = "adjudication", labels = new[] { new { sourceId = "s0001", label = "lens" } } };

        await PostAsync(ana, $"{campaign}/labels", body, 403);
        await PostAsync(owner, $"{campaign}/labels", body);
    }

    [Fact]
    public async Task WrongTokens_WhenTheyAreMany_AreSlowedDownAndKnownOnesGoOn()
    {
        await using var server = new IsolatedApi();
        await server.StartAsync();
        using var owner = server.Host.Owner;
        await GetAsync(owner, "/api/v1/me");
        using var guesser = server.Host.Client("guess");
        for (var i = 0; i < AttemptLimiter.Allowed; i++)
        {
            using var wrong = await guesser.GetAsync("/api/v1/me");
            Assert.Equal(401, (int)wrong.StatusCode);
        }

        using var slowed = await guesser.GetAsync("/api/v1/me");
        Assert.Equal(429, (int)slowed.StatusCode);
        Assert.NotNull(slowed.Headers.RetryAfter);
        await GetAsync(owner, "/api/v1/me");
        server.Host.Time.Advance(TimeSpan.FromMinutes(1));
        using var later = await guesser.GetAsync("/api/v1/me");
        Assert.Equal(401, (int)later.StatusCode);
    }

    [Fact]
    public async Task OwnerToken_WhenNothingFixesIt_IsKeptInAFileOfTheOwner()
    {
        var folder = TestFiles.NewFolder();
        await using var states = new SqliteStore(new() { Path = Path.Combine(folder, "states.db") });

        var first = await OwnerToken.HashAsync(states, folder, null, isSharer: false, default);
        var second = await OwnerToken.HashAsync(states, folder, null, isSharer: true, default);

        Assert.Equal(first, second);
        Assert.Equal(Token.Hash("fixed"), await OwnerToken.HashAsync(states, folder, "fixed", isSharer: false, default));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, OwnerToken.FileName)));
        }
    }

    [Fact]
    public async Task OwnerToken_WhenAnotherServerOfTheClusterHasTheFile_IsTheSame()
    {
        var (folder, other) = (TestFiles.NewFolder(), TestFiles.NewFolder());
        await using var states = new SqliteStore(new() { Path = Path.Combine(folder, "states.db") });

        var first = await OwnerToken.HashAsync(states, folder, null, isSharer: true, default);
        var second = await OwnerToken.HashAsync(states, other, null, isSharer: true, default);
        var alone = await OwnerToken.HashAsync(states, TestFiles.NewFolder(), null, isSharer: false, default);

        Assert.Equal(first, second);
        Assert.False(File.Exists(Path.Combine(other, OwnerToken.FileName)));
        Assert.NotEqual(first, alone);
    }

    private async Task<HttpClient> BrowserAsync()
    {
        using var nobody = api.Client(null);
        using var signedIn = await nobody.PostAsJsonAsync("/api/v1/session", new { token = Secret });
        Assert.Equal(204, (int)signedIn.StatusCode);
        return WithCookie(signedIn.Headers.GetValues("Set-Cookie").Single());
    }

    private HttpClient WithCookie(string setCookie)
    {
        var client = api.Client(null);
        client.DefaultRequestHeaders.Add("Cookie", setCookie.Split(';')[0]);
        return client;
    }
}

/// <summary>A server of one test's own, empty.</summary>
public sealed class IsolatedApi : IAsyncDisposable
{
    public ApiHost Host { get; } = new();

    public Task StartAsync(Action<WebApplicationBuilder>? configure = null) => Host.StartAsync(configure);

    public async ValueTask DisposeAsync() => await Host.DisposeAsync();
}
