using System.Collections.Concurrent;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Grains.Dealing;
using LensGrains.Grains.Interfaces.Sessions;
using LensGrains.Grains.Journaling;

namespace LensGrains.Tests.Campaigns;

/// <summary>
/// One annotator's program: asks again under the same operation id until it has an answer, and remembers what was acknowledged.
/// </summary>
internal sealed class Client(CampaignHost host, string annotator)
{
    private const int MostTries = 200;
    private int _operations;

    public string Annotator => annotator;

    /// <summary>The acknowledged operations and the labels they were about (none for an undo).</summary>
    public ConcurrentQueue<(OperationId Operation, IReadOnlyList<Judgement> Judgements)> Acknowledged { get; } = [];

    /// <summary>Which activation of the session is asked next; the usual one unless a test says otherwise.</summary>
    public Func<ILabelingSessionGrain> Session { get; set; } = () => host.Session(annotator);

    /// <summary>Repeats a call whose outcome is unknown, or that found too many others writing.</summary>
    public static async Task<T> AskAsync<T>(Func<Task<T>> call)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (tries < MostTries
                && (e is TimeoutException or JournalFenceException or InconsistentStateException or StaleHeadsException || GrainLane.IsStopped(e)))
            {
            }
        }
    }

    public OperationId NewOperation(string what) => new($"{annotator}-{what}-{Interlocked.Increment(ref _operations)}");

    public async Task<OpenPageView?> OpenAsync(int? size = null)
    {
        var request = new OpenPageRequest(NewOperation("open"), size, null);
        return (await AskAsync(() => Session().OpenPage(request))).Page;
    }

    /// <summary>Labels as the truth says; <paramref name="only"/> leaves tiles out.</summary>
    public Task<SubmitAnswer> SubmitAsync(OpenPageView page, Func<Ordinal, bool>? only = null) => SubmitAsync(
        page.Page,
        [.. page.Tiles.Select(t => t.Source).Where(only ?? (_ => true)).Select(s => new Judgement(s, CampaignHost.IsLens(s) ? "lens" : "non-lens"))]);

    public async Task<SubmitAnswer> SubmitAsync(PageId page, IReadOnlyList<Judgement> judgements)
    {
        var command = new SubmitPage(page, NewOperation("submit"), "h", judgements, RestOfPage.Explicit);
        var answer = await AskAsync(() => Session().Submit(command));
        Assert.True(answer.Outcome is SubmitOutcome.Accepted or SubmitOutcome.AcceptedLate, $"{answer}");
        Acknowledged.Enqueue((command.Operation, judgements));
        return answer;
    }

    public Task<SubmitAnswer> GiveAsync(params IReadOnlyList<Judgement> judgements) => GiveAsAsync(LabelKind.Label, judgements);

    public async Task<SubmitAnswer> GiveAsAsync(LabelKind kind, IReadOnlyList<Judgement> judgements)
    {
        var command = new GiveLabels(NewOperation("give"), "h", kind, judgements);
        var answer = await AskAsync(() => Session().Give(command));
        Acknowledged.Enqueue((command.Operation, judgements));
        return answer;
    }

    public async Task<UndoAnswer> UndoAsync()
    {
        var command = new UndoSubmission(NewOperation("undo"), "h", null);
        var answer = await AskAsync(() => Session().Undo(command));
        if (answer.Answer.Outcome == SubmitOutcome.Accepted)
        {
            Acknowledged.Enqueue((command.Operation, []));
        }

        return answer;
    }

    /// <summary>Opens and labels pages until nothing is left or so many are done.</summary>
    public async Task LabelAsync(int pages)
    {
        for (var i = 0; i < pages && await OpenAsync() is { } page; i++)
        {
            await SubmitAsync(page);
        }
    }
}
