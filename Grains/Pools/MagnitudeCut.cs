using LensGrains.Catalogs;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Rounds;

namespace LensGrains.Grains.Pools;

/// <summary>How faint a source may be to stand on a page.</summary>
internal static class MagnitudeCut
{
    /// <summary>
    /// The campaign's limit (mag); where it names a column and no limit, the faintest known lens that is kept (SL_discovery's
    /// rule); null where nothing is cut.
    /// </summary>
    public static double? LimitFor(CampaignPolicy policy, IReadOnlyList<KnownLens> known, Catalog catalog)
    {
        if (policy.MagnitudeColumn is not { } column || !catalog.ColumnNames.Contains(column))
        {
            return null;
        }

        if (policy.MagnitudeLimit is { } limit)
        {
            return limit;
        }

        double? faintest = null;
        foreach (var lens in known.Where(k => k.IsKept))
        {
            var magnitude = catalog.Column(column, lens.Ordinal.Shard)[lens.Ordinal.Row];
            if (!double.IsNaN(magnitude) && !(magnitude <= faintest))
            {
                faintest = magnitude;
            }
        }

        return faintest;
    }
}
