namespace LensGrains.Tests.Campaigns;

/// <summary>
/// What a campaign lives through, with journals and states in PostgreSQL. With <c>LENS_TEST_STORAGE=postgres</c> the whole suite runs
/// there.
/// </summary>
public sealed class PostgresCampaignTests
{
    [PostgresFact]
    public Task Labelling_WhenEnoughIsLabelled_PublishesARound()
        => TestStorage.OnPostgresAsync(new WholeLoopTests().Labelling_WhenEnoughIsLabelled_PublishesARoundFromWhichPagesCome);

    [PostgresFact]
    public Task Submit_WhenTheHostIsRestarted_LabelsAndLeasesAreThere()
        => TestStorage.OnPostgresAsync(new WholeLoopTests().Submit_WhenTheHostIsRestarted_LabelsAndLeasesAreThere);

    [PostgresFact]
    public Task Labelling_By20Annotators_GivesEverySourceOneVerdict()
        => TestStorage.OnPostgresAsync(new LeaseTests().Labelling_By20Annotators_GivesEverySourceOneVerdict);

    [PostgresFact]
    public Task Lease_WhenTheHostDies_TheDealerAsksTheSession()
        => TestStorage.OnPostgresAsync(new LeaseTests().Lease_WhenTheHostDiesBeforeThePageIsSettled_TheDealerAsksTheSession);

    [PostgresFact]
    public Task Session_WhenTwoActivationsAreHammered_LosesAndDoublesNothing()
        => TestStorage.OnPostgresAsync(new RivalActivationTests().Session_WhenTwoActivationsAreHammered_LosesAndDoublesNothing);

    [PostgresFact]
    public Task Dealer_WhenTwoActivationsDealAtOnce_NoSourceIsDealtTwice()
        => TestStorage.OnPostgresAsync(new RivalActivationTests().Dealer_WhenTwoActivationsDealAtOnce_NoSourceIsDealtTwice);

    [PostgresFact]
    public Task Campaign_WhenTwoActivationsDecideAtOnce_StartsOneRoundAndKeepsEverybody()
        => TestStorage.OnPostgresAsync(new RivalActivationTests().Campaign_WhenTwoActivationsDecideAtOnce_StartsOneRoundAndKeepsEverybody);

    [PostgresFact]
    public Task Round_WhenTwoActivationsRunIt_IsPublishedOnce()
        => TestStorage.OnPostgresAsync(new RivalActivationTests().Round_WhenTwoActivationsRunIt_IsPublishedOnce);

    [PostgresFact]
    public Task Round_WhenTheHostIsKilledWhileItTrains_IsPublishedOnceAfterwards()
        => TestStorage.OnPostgresAsync(() => new RoundLifeTests().Restart_WhenTraining_TheRoundIsPublishedOnceAfterwards(kill: true));

    [PostgresFact]
    public Task Catalog_WhenTwoActivationsIngestAtOnce_HasEverySourceOnce()
        => TestStorage.OnPostgresAsync(new CatalogRivalTests().Catalog_WhenTwoActivationsIngestAtOnce_EndsEveryJobOnceAndHasEverySourceOnce);
}
