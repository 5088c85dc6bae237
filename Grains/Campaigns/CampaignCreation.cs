using System.Text.Json;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Storage;

namespace LensGrains.Grains.Campaigns;

/// <summary>The first state of a campaign.</summary>
internal static class CampaignCreation
{
    public static CampaignState StateFor(CampaignId id, CreateCampaign command, DateTimeOffset now) => new()
    {
        Id = id,
        Name = command.Name,
        Classes = command.Classes,
        Catalog = command.Catalog,
        Policy = command.Policy,
        CreatedAt = now,
        Base = new TriggerBase(0, 0, now),
        Version = 1,
    };

    /// <summary>True where creating it again asks for the very same campaign.</summary>
    public static bool IsRepeat(CampaignState state, CreateCampaign command)
        => Text(state) == Text(StateFor(state.Id, command, state.CreatedAt) with { Policy = command.Policy });

    private static string Text(CampaignState state)
        => JsonSerializer.Serialize(
            new Stored<CampaignState>
            {
                Value = StateFor(
                    state.Id, new CreateCampaign(state.Name, state.Classes, state.Catalog, state.Policy), state.CreatedAt),
            },
            GrainStateJson.Default.StoredCampaignState);
}
