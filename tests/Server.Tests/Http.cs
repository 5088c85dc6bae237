using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace LensGrains.Tests.Server;

/// <summary>Requests whose answer must have one status.</summary>
internal static class Http
{
    public static async Task<JsonObject> ReadAsync(this HttpClient client, string path, int status = 200)
    {
        using var answer = await client.GetAsync(path);
        return await BodyOfAsync(answer, status);
    }

    public static async Task<JsonObject> SendAsync(this HttpClient client, string path, object body, int status = 200)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        return await BodyOfAsync(answer, status);
    }

    /// <summary>Posts a body as it stands.</summary>
    public static Task<HttpResponseMessage> SendTextAsync(this HttpClient client, string path, string body)
        => client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

    /// <summary>The rows of a listing as CSV, each a map from column to field. No field of these tests needs quotes.</summary>
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> RowsAsync(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "format=csv");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == 200, $"{(int)answer.StatusCode}: {text}");
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd('\r').Split(',')).ToArray();
        return [.. lines.Skip(1).Select(fields => lines[0].Zip(fields).ToDictionary(f => f.First, f => f.Second))];
    }

    public static async Task<JsonObject> BodyOfAsync(HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }
}
