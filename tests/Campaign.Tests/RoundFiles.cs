using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LensGrains.Catalogs.Npy;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

/// <summary>What rounds leave among the blobs.</summary>
internal static class RoundFiles
{
    /// <summary>The ensemble's scores of the first shard.</summary>
    public static Task<float[]> ScoresAsync(CampaignHost host, RoundState round) => ColumnAsync(host, round.Scores[0].Mean);

    /// <summary>A column of scores.</summary>
    public static async Task<float[]> ColumnAsync(CampaignHost host, string path)
    {
        var file = await host.Services.GetRequiredService<IBlobStore>().GetLocalFileAsync(path);
        using var column = MappedNpy.Open(file!);
        return column.Elements<float>(0, (int)column.Rows).ToArray();
    }

    /// <summary>A JSON file.</summary>
    public static async Task<T> ReadAsync<T>(CampaignHost host, string path, JsonTypeInfo<T> layout)
        => JsonSerializer.Deserialize((await host.Services.GetRequiredService<IBlobStore>().ReadAsync(path))!.Value.Body.Span, layout)!;
}
