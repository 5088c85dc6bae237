using System.Text;
using System.Text.Json.Nodes;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

/// <summary>What holds for every operation that the document describes, and for those that are added later.</summary>
[Collection(SharedApi.Name)]
public sealed class EveryOperationTests(ApiHost api)
{
    /// <summary>Operations that an empty object suits, though they take a body.</summary>
    private static readonly string[] NothingRequired = ["openPage", "startRound", "changePolicy"];

    private static readonly Dictionary<string, string> GoodBodies = new()
    {
        ["submitPage"] = """{"operationId":"x","labels":[]}""",
        ["remark"] = """{"operationId":"x","grade":"A"}""",
    };

    [Fact]
    public async Task Body_WhenItIsMalformed_Is422NamingTheField()
    {
        using var owner = api.Owner;
        var campaign = (await api.CampaignAsync()).Split('/')[^1];
        var operations = (await OperationsAsync(owner)).Where(o => o.Body is not null).ToArray();

        Assert.True(operations.Length >= 12, $"{operations.Length} operations with a body");
        foreach (var operation in operations)
        {
            var path = operation.PathWith(new() { ["c"] = campaign, ["s"] = "s0001", ["page"] = "owner.1", ["n"] = "1" });
            await RefusesAsync(owner, operation, path, "[]", "body");
            await RefusesAsync(owner, operation, path, "{", "body");
            await RefusesAsync(owner, operation, path, """{"noSuchField":1}""", "noSuchField");
            foreach (var property in operation.Body!)
            {
                await RefusesAsync(owner, operation, path, $"{{\"{property}\":{{\"wrong\":[1]}}}}", property);
            }

            if (!NothingRequired.Contains(operation.Id))
            {
                await RefusesAsync(owner, operation, path, "{}", operation.Body);
            }
        }
    }

    [Fact]
    public async Task AnyOperation_WhenAnIdInItsPathIsUnknown_Is404()
    {
        using var owner = api.Owner;
        var known = new Dictionary<string, string> { ["c"] = (await api.CampaignAsync()).Split('/')[^1], ["s"] = "s0001", ["page"] = "owner.1", ["n"] = "1" };
        var unknown = new Dictionary<string, string> { ["c"] = "no-such", ["s"] = "nobody", ["page"] = "owner.99", ["n"] = "99" };
        var asked = 0;
        foreach (var operation in await OperationsAsync(owner))
        {
            foreach (var parameter in operation.Parameters)
            {
                var values = known.ToDictionary();
                values[parameter] = unknown[parameter];
                using var request = new HttpRequestMessage(operation.Method, operation.PathWith(values));
                request.Content = operation.Body is null ? null : Json(GoodBodies.GetValueOrDefault(operation.Id, "{}"));
                using var answer = await owner.SendAsync(request);

                var problem = await answer.Content.ReadAsStringAsync();
                Assert.True(404 == (int)answer.StatusCode, $"{operation.Id} with unknown {parameter}: {(int)answer.StatusCode} {problem}");
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
                asked++;
            }
        }

        Assert.True(asked > 30, $"{asked} parameters");
    }

    private static Task RefusesAsync(HttpClient client, Operation operation, string path, string body, string field)
        => RefusesAsync(client, operation, path, body, [field]);

    private static async Task RefusesAsync(HttpClient client, Operation operation, string path, string body, IReadOnlyCollection<string> fields)
    {
        using var request = new HttpRequestMessage(operation.Method, path) { Content = Json(body) };
        using var answer = await client.SendAsync(request);

        var text = await answer.Content.ReadAsStringAsync();
        var says = $"{operation.Id} {body}: {(int)answer.StatusCode} {text}";
        Assert.True(422 == (int)answer.StatusCode, says);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var named = JsonNode.Parse(text)!["errors"]!.AsObject().Select(e => e.Key.Split('.', '[')[0]);
        Assert.True(named.Any(fields.Contains), says);
        Assert.DoesNotContain("LensGrains.", text);
        Assert.DoesNotContain("System.", text);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<IReadOnlyList<Operation>> OperationsAsync(HttpClient client)
    {
        var document = await GetAsync(client, "/openapi/v1.json");
        return [.. from path in document["paths"]!.AsObject()
                   from method in path.Value!.AsObject()
                   where method.Value!["operationId"] is not null
                   select new Operation(
                       (string)method.Value!["operationId"]!, new HttpMethod(method.Key.ToUpperInvariant()), path.Key, PropertiesOf(document, method.Value))];
    }

    /// <summary>The fields of the operation's body, or null where it takes none.</summary>
    private static string[]? PropertiesOf(JsonNode document, JsonNode operation)
    {
        if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is not { } schema)
        {
            return null;
        }

        var name = ((string?)schema["$ref"])?.Split('/')[^1];
        var body = name is null ? schema : document["components"]!["schemas"]![name]!;
        return [.. body["properties"]!.AsObject().Select(p => p.Key)];
    }

    private sealed record Operation(string Id, HttpMethod Method, string Path, string[]? Body)
    {
        public IEnumerable<string> Parameters => Path.Split('/').Where(p => p.StartsWith('{')).Select(p => p.Trim('{', '}'));

        public string PathWith(Dictionary<string, string> values) => values.Aggregate(Path, (path, v) => path.Replace($"{{{v.Key}}}", v.Value));
    }
}
