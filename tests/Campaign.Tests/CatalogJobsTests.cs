using System.Text.Json;
using LensGrains.Core.Ids;
using LensGrains.Grains.Catalogs;
using LensGrains.Grains.Interfaces.Catalogs;
using LensGrains.Grains.Storage;
using LensGrains.Tests.Core;

namespace LensGrains.Tests.Campaigns;

public class CatalogJobsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CampaignId Sky = new("sky");

    [Fact]
    public void Start_WhenTheOperationIsRepeated_AnswersForTheSameJob()
    {
        var order = Order("op-1", "a");
        var (started, jobs) = CatalogJobs.None.Start(order, Noon);

        Assert.Equal((StartIngestOutcome.Started, 1, JobState.Queued), (started.Outcome, started.Job!.Number, started.Job.State));
        Assert.Equal((new StartIngestAnswer(StartIngestOutcome.Already, started.Job), null), jobs!.Start(order with { }, Noon.AddHours(1)));
    }

    [Fact]
    public void Start_WhenTheOperationWasForAnotherOrder_SaysThatItIsReused()
    {
        var (_, jobs) = CatalogJobs.None.Start(Order("op-1", "a"), Noon);
        var reused = (new StartIngestAnswer(StartIngestOutcome.OperationReused, null), (CatalogJobs?)null);

        Assert.Equal(reused, jobs!.Start(Order("op-1", "b"), Noon));
        Assert.Equal(reused, jobs.Start(Order("op-1", "a") with { KnownLenses = "known.csv" }, Noon));
        Assert.Equal(StartIngestOutcome.Started, jobs.Start(Order("op-1", "a") with { Campaign = new CampaignId("other") }, Noon).Answer.Outcome);
        Assert.Equal(StartIngestOutcome.Started, jobs.Start(Order(null, "a"), Noon).Answer.Outcome);
    }

    [Fact]
    public void Next_WhenOneWasCutOff_IsThatOneBeforeThoseThatWait()
    {
        var jobs = Started(Started(Started(CatalogJobs.None, "a"), "b"), "c");
        Assert.Equal(1, jobs.Next!.Number);

        jobs = jobs.Running(2)!;
        Assert.Equal(2, jobs.Next!.Number);

        jobs = jobs.Over(jobs.Jobs[1] with { State = JobState.Failed })!.CalledOff(1, Noon)!;
        Assert.Equal(3, jobs.Next!.Number);
        Assert.Null(jobs.CalledOff(3, Noon)!.Next);
    }

    [Theory]
    [InlineData(JobState.Done)]
    [InlineData(JobState.Failed)]
    [InlineData(JobState.Cancelled)]
    public void RunningAndOver_WhenTheJobIsOver_ChangeNothing(JobState over)
    {
        var jobs = Started(CatalogJobs.None, "a").Running(1)!;
        jobs = jobs.Over(jobs.Jobs[0] with { State = over, FinishedAt = Noon })!;

        Assert.Null(jobs.Running(1));
        Assert.Null(jobs.Over(jobs.Jobs[0] with { State = JobState.Done, Added = 7 }));
        Assert.Null(jobs.CalledOff(1, Noon));
    }

    [Fact]
    public void CalledOff_WhenTheJobRuns_ChangesNothing() => Assert.Null(Started(CatalogJobs.None, "a").Running(1)!.CalledOff(1, Noon));

    [Fact]
    public void Jobs_OverAnyHistory_AreStoredAsDecidedAndNeverChangeOnceOver() => Property.OverSequences(numbers =>
    {
        var (live, stored) = (CatalogJobs.None, CatalogJobs.None);
        for (var place = 0; place < numbers.Length; place++)
        {
            if (Decide(live, Property.For(numbers[place], place), place) is { } next)
            {
                Check(live, next);
                live = next;
                stored = ReadBack(Decide(stored, Property.For(numbers[place], place), place)!);
                Assert.Equal(Text(live), Text(stored));
            }
        }
    });

    private static CatalogJobs? Decide(CatalogJobs jobs, Random random, int place)
    {
        var number = random.Next(jobs.Jobs.Count + 1);
        return (random.Next(5), number) switch
        {
            (0, _) => jobs.Start(Order($"op-{random.Next(6)}", $"{random.Next(2)}"), Noon.AddSeconds(place)).Next,
            (_, 0) => null,
            (1, _) => jobs.Running(number),
            (2, _) => jobs.CalledOff(number, Noon),
            _ => jobs.Over(jobs.Jobs[number - 1] with
            {
                State = random.Pick([JobState.Done, JobState.Failed, JobState.Cancelled]), Added = place, FinishedAt = Noon.AddSeconds(place),
                Failures = [new IngestFailure("a.fits", "truncated: no header")],
            }),
        };
    }

    private static void Check(CatalogJobs before, CatalogJobs after)
    {
        Assert.Equal(Enumerable.Range(1, after.Jobs.Count), after.Jobs.Select(j => j.Number));
        Assert.Equal(after.Jobs.Count, after.Jobs.Select(j => j.Order.Operation).Distinct().Count());
        foreach (var (old, now) in before.Jobs.Zip(after.Jobs))
        {
            var waited = old.State is JobState.Queued or JobState.Running;
            Assert.True(waited || old == now, $"job {old.Number} was {old.State} and is {now.State}");
        }
    }

    private static CatalogJobs Started(CatalogJobs jobs, string folder) => jobs.Start(Order(null, folder), Noon).Next!;

    private static IngestOrder Order(string? operation, string folder)
        => new(Sky, operation is null ? null : new OperationId(operation), folder, null, null, null);

    private static string Text(CatalogJobs jobs)
        => JsonSerializer.Serialize(new Stored<CatalogJobs> { Value = jobs }, GrainStateJson.Default.StoredCatalogJobs);

    private static CatalogJobs ReadBack(CatalogJobs jobs) => JsonSerializer.Deserialize(Text(jobs), GrainStateJson.Default.StoredCatalogJobs)!.Value!;
}
