using System.Net.Http.Json;
using System.Text.Json.Nodes;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class DeviceTests(ApiHost api)
{
    [Fact]
    public async Task Devices_InOneProcess_AreThatProcessWithItsDevicesAndRates()
    {
        using var owner = api.Owner;

        var listed = await Eventually.BecomesAsync(() => GetAsync(owner, "/api/v1/devices"), d => d["silos"]!.AsArray().Count == 1);

        var silo = listed["silos"]![0]!;
        Assert.Equal(("all", false), ((string)silo["role"]!, (bool)silo["accelerator"]!));
        Assert.Equal("cpu", (string)silo["devices"]![0]!["device"]!);
        Assert.Equal((double)silo["rates"]!["submissionsPerSecond"]!, (double)listed["rates"]!["submissionsPerSecond"]!, 1e-9);
    }

    [Fact]
    public async Task Devices_AskedByAViewer_AreRefused()
    {
        using var owner = api.Owner;
        using var made = await owner.PostAsJsonAsync("/api/v1/tokens", new { annotator = "looks", role = "viewer" });
        using var viewer = api.Client((string)(await made.Content.ReadFromJsonAsync<JsonNode>())!["token"]!);

        using var answer = await viewer.GetAsync("/api/v1/devices");

        Assert.Equal(403, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Policy_WithAnAccelerator_IsKeptAndAnUnknownOneIsRefused()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync(new { accelerator = "require" });

        Assert.Equal("require", (string)(await GetAsync(owner, campaign))["policy"]!["accelerator"]!);
        using var refused = await owner.PatchAsJsonAsync($"{campaign}/policy", new { accelerator = "quantum" });
        Assert.Equal(422, (int)refused.StatusCode);
    }
}
