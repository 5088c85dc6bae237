namespace LensGrains.Tests.Campaigns;

/// <summary>A few of the host's worst days, with journals and states in PostgreSQL.</summary>
public sealed class PostgresChaosTests
{
    private const int Days = 4;

    [PostgresFact]
    public async Task Campaign_WhenEverythingGoesWrong_LosesDoublesAndDealsTwiceNothing()
    {
        for (var seed = 1; seed <= Days; seed++)
        {
            var day = seed;
            await TestStorage.OnPostgresAsync(() => new ChaosTests().Campaign_WhenEverythingGoesWrong_LosesDoublesAndDealsTwiceNothing(day));
        }
    }
}
