using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;

namespace LensGrains.Grains.Interfaces.Dealing;

/// <summary>Every open lease of a campaign: the only place that hands out a source. Key: the campaign's id.</summary>
[Alias("lensgrains.dealer")]
public interface IDealerGrain : IGrainWithStringKey
{
    /// <summary>Hands out a page. The same page id gets the same lease; durable before the task completes.</summary>
    [Alias("deal")]
    Task<DealAnswer> Deal(DealRequest request, CancellationToken cancellationToken = default);

    /// <summary>A page was submitted or given back. A hint: without it the dealer asks when the lease ends.</summary>
    [Alias("settle")]
    Task Settle(PageSettlement settlement, CancellationToken cancellationToken = default);

    /// <summary>Sources were labelled without a page. A hint: the pools know it from the journals.</summary>
    [Alias("note")]
    Task Note(AnnotatorId annotator, IReadOnlyList<Ordinal> labelled, CancellationToken cancellationToken = default);

    /// <summary>Labels are about to be taken back; their sources may be dealt again. Called before the session's append.</summary>
    [Alias("free")]
    Task Free(AnnotatorId annotator, IReadOnlyList<Ordinal> sources, CancellationToken cancellationToken = default);

    [Alias("prolong")]
    Task<bool> Prolong(PageId page, DateTimeOffset until, CancellationToken cancellationToken = default);

    /// <summary>
    /// A session is about to open a page again, for an undo: leases those of its sources to it that nobody else has got since, and
    /// others up to <paramref name="size"/> in the place of those that are gone.
    /// </summary>
    [Alias("reopen")]
    Task<Lease> Reopen(Lease lease, int size, CancellationToken cancellationToken = default);

    /// <summary>Labels were taken back, durably: from now on pages are put together from heads that have their sources again.</summary>
    [Alias("taken-back")]
    Task TakenBack(CancellationToken cancellationToken = default);

    /// <summary>
    /// The campaign's state is about to have this version, with other candidates first: until that was seen, the campaign is looked at for
    /// every page, so that who has seen the new state gets pages that follow from it.
    /// </summary>
    [Alias("expect"), AlwaysInterleave]
    Task Expect(long version, CancellationToken cancellationToken = default);

    /// <summary>A round was published, or sources were added: fetch heads for it. A hint.</summary>
    [Alias("adopt")]
    Task Adopt(CancellationToken cancellationToken = default);

    [Alias("status"), AlwaysInterleave]
    Task<DealerStatus> Status(CancellationToken cancellationToken = default);
}

[GenerateSerializer, Immutable, Alias("deal-request")]
public sealed record DealRequest(PageId Page, AnnotatorId Annotator, int? Size, PageQueue? Queue);

/// <summary>A lease, or null where nothing is left for this annotator.</summary>
[GenerateSerializer, Immutable, Alias("deal-answer")]
public sealed record DealAnswer(Lease? Lease);

[GenerateSerializer, Immutable, Alias("dealer-status")]
public sealed record DealerStatus(int OpenLeases, int LeasedSources, int Round, long Position);
