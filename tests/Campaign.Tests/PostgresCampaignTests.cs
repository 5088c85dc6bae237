namespace LensGrains.Tests.Campaigns;

/// <summary>
/// What a campaign lives through, with journals and states in PostgreSQL. With <c>LENS_TEST_STORAGE=postgres</c> the whole suite runs
/// there.
/// </summary>
public sealed class PostgresCampaignTests
{
    [PostgresFact]
    public Task Labelling_WhenEnoughIsLabelled_PublishesARound()
        => CampaignStorage.OnPostgresAsync(new WholeLoopTests().Labelling_WhenEnoughIsLabelled_PublishesARoundFromWhichPagesCome);

    [PostgresFact]
    public Task Submit_WhenTheHostIsRestarted_LabelsAndLeasesAreThere()
        => CampaignStorage.OnPostgresAsync(new WholeLoopTests().Submit_WhenTheHostIsRestarted_LabelsAndLeasesAreThere);

    [PostgresFact]
    public Task Labelling_By20Annotators_GivesEverySourceOneVerdict()
        => CampaignStorage.OnPostgresAsync(new LeaseTests().Labelling_By20Annotators_GivesEverySourceOneVerdict);

    [PostgresFact]
    public Task Lease_WhenTheHostDies_TheDealerAsksTheSession()
        => CampaignStorage.OnPostgresAsync(new LeaseTests().Lease_WhenTheHostDiesBeforeThePageIsSettled_TheDealerAsksTheSession);

    [PostgresFact]
    public Task Session_WhenTwoActivationsAreHammered_LosesAndDoublesNothing()
        => CampaignStorage.OnPostgresAsync(new RivalActivationTests().Session_WhenTwoActivationsAreHammered_LosesAndDoublesNothing);

    [PostgresFact]
    public Task Dealer_WhenTwoActivationsDealAtOnce_NoSourceIsDealtTwice()
        => CampaignStorage.OnPostgresAsync(new RivalActivationTests().Dealer_WhenTwoActivationsDealAtOnce_NoSourceIsDealtTwice);

    [PostgresFact]
    public Task Campaign_WhenTwoActivationsDecideAtOnce_StartsOneRoundAndKeepsEverybody()
        => CampaignStorage.OnPostgresAsync(new RivalActivationTests().Campaign_WhenTwoActivationsDecideAtOnce_StartsOneRoundAndKeepsEverybody);

    [PostgresFact]
    public Task Round_WhenTwoActivationsRunIt_IsPublishedOnce()
        => CampaignStorage.OnPostgresAsync(new RivalActivationTests().Round_WhenTwoActivationsRunIt_IsPublishedOnce);

    [PostgresFact]
    public Task Round_WhenTheHostIsKilledWhileItTrains_IsPublishedOnceAfterwards()
        => CampaignStorage.OnPostgresAsync(() => new RoundLifeTests().Restart_WhenTraining_TheRoundIsPublishedOnceAfterwards(kill: true));

    [PostgresFact]
    public Task Catalog_WhenTwoActivationsIngestAtOnce_HasEverySourceOnce()
        => CampaignStorage.OnPostgresAsync(new CatalogRivalTests().Catalog_WhenTwoActivationsIngestAtOnce_EndsEveryJobOnceAndHasEverySourceOnce);
}
