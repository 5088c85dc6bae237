using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;

namespace LensGrains.Api.Labels;

/// <summary>The known lenses of campaigns, by source. Their files never change, so each is read once.</summary>
internal sealed class KnownLenses(IBlobStore blobs)
{
    private static readonly FrozenDictionary<int, KnownLens> None = FrozenDictionary<int, KnownLens>.Empty;
    private readonly ConcurrentDictionary<string, FrozenDictionary<int, KnownLens>> _read = new();

    public async Task<FrozenDictionary<int, KnownLens>> OfAsync(CampaignState campaign, CancellationToken cancellationToken)
    {
        if (campaign.KnownLenses is not { } file)
        {
            return None;
        }

        if (_read.TryGetValue(file, out var known))
        {
            return known;
        }

        var stored = await blobs.ReadAsync(file, cancellationToken);
        var list = stored is { } body ? JsonSerializer.Deserialize(body.Body.Span, RoundJson.Default.IReadOnlyListKnownLens) ?? [] : [];
        return _read.GetOrAdd(file, list.ToFrozenDictionary(k => k.Ordinal.Value));
    }
}
