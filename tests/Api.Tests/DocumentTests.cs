using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

[Collection(SharedApi.Name)]
public sealed partial class DocumentTests(ApiHost api)
{
    [Fact]
    public async Task OpenApi_WhenRead_ListsEveryRouteWithItsBodyAndTheSchemes()
    {
        using var owner = api.Owner;

        var document = await GetAsync(owner, "/openapi/v1.json");

        var paths = document["paths"]!.AsObject();
        var routes = api.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1", StringComparison.Ordinal)).ToArray();
        Assert.True(routes.Length >= 30);
        foreach (var route in routes)
        {
            var path = Constraint().Replace(route.RoutePattern.RawText!.TrimEnd('/'), "}");
            var method = route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0].ToLowerInvariant();
            var operation = paths[path]?[method];
            Assert.True(operation is not null, $"{method} {path} is missing");
            Assert.False(string.IsNullOrEmpty((string?)operation["summary"]), $"{method} {path} has no summary");
            var takesBody = route.Metadata.GetMetadata<IAcceptsMetadata>() is not null;
            Assert.True(takesBody == (operation["requestBody"] is not null), $"{method} {path}: body");
        }

        Assert.Equal("http", (string)document["components"]!["securitySchemes"]!["bearer"]!["type"]!);
        Assert.NotEmpty(document["security"]!.AsArray());
    }

    [Fact]
    public async Task Metrics_WhenRead_ParseAsPrometheusText()
    {
        using var owner = api.Owner;
        await GetAsync(owner, "/api/v1/me");

        var text = await owner.GetStringAsync("/metrics");

        var families = new Dictionary<string, string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                families.Add(line.Split(' ')[2], line.Split(' ')[3]);
            }
            else if (!line.StartsWith('#'))
            {
                var sample = Sample().Match(line);
                Assert.True(sample.Success, line);
                Assert.Contains(families.Keys, f => sample.Groups["name"].Value.StartsWith(f, StringComparison.Ordinal));
                Assert.True(sample.Groups["value"].Value is "+Inf" or "NaN" || double.TryParse(sample.Groups["value"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _), line);
            }
        }

        Assert.Equal("histogram", families["http_server_request_duration_seconds"]);
        Assert.Matches(@"http_server_request_duration_seconds_bucket\{[^}]*http_route=""/api/v1/me""[^}]*le=""\+Inf""\} [1-9]", text);
    }

    [GeneratedRegex(":[a-z]+}")]
    private static partial Regex Constraint();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\.)*",?)*\})? (?<value>\S+)$""")]
    private static partial Regex Sample();
}
