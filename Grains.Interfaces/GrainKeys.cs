using System.Globalization;
using LensGrains.Core.Ids;

namespace LensGrains.Grains.Interfaces;

/// <summary>How grain keys are made and read: parts joined by a slash, which no id contains.</summary>
public static class GrainKeys
{
    /// <summary>The one grain that knows the cluster's devices.</summary>
    public const string Devices = "devices";

    public static string Session(CampaignId campaign, AnnotatorId annotator) => $"{campaign.Value}/{annotator.Value}";

    public static string Pool(CampaignId campaign, int shard) => string.Create(CultureInfo.InvariantCulture, $"{campaign.Value}/{shard}");

    public static string Source(CampaignId campaign, Ordinal source) => string.Create(CultureInfo.InvariantCulture, $"{campaign.Value}/{source.Value}");

    public static string Round(CampaignId campaign, int number) => string.Create(CultureInfo.InvariantCulture, $"{campaign.Value}/{number}");

    public static string Member(CampaignId campaign, int serial) => string.Create(CultureInfo.InvariantCulture, $"{campaign.Value}/{serial}");

    public static string Shard(CampaignId campaign, int round, int attempt, int shard)
        => string.Create(CultureInfo.InvariantCulture, $"{campaign.Value}/{round}/{attempt}/{shard}");

    /// <summary>The campaign and the part after the slash.</summary>
    public static (CampaignId Campaign, string Part) Split(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return (new CampaignId(key[..slash]), key[(slash + 1)..]);
    }

    /// <summary>The campaign and the number after the slash.</summary>
    public static (CampaignId Campaign, int Number) SplitNumber(string key)
    {
        var (campaign, part) = Split(key);
        return (campaign, int.Parse(part, CultureInfo.InvariantCulture));
    }
}
