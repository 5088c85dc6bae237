using LensGrains.Core.Labeling;

namespace LensGrains.Api.Answers;

/// <summary>The one place that maps outcomes to problem details. Slugs are stable; texts may change.</summary>
internal static class Problems
{
    public static Refusal Unauthenticated() => new()
    {
        Status = 401, Slug = "unauthenticated", Title = "No valid token came with the request.",
        Hint = "Open the link that the server printed, or send 'Authorization: Bearer …' with a token from 'lens token create'.",
    };

    public static Refusal TooManyAttempts(int seconds) => new()
    {
        Status = 429, Slug = "too-many-attempts", Title = "Too many wrong tokens.", RetryAfterSeconds = seconds,
        Hint = "Wait a moment, then try again with a valid token.",
    };

    public static Refusal Forbidden(string what) => new()
    {
        Status = 403, Slug = "forbidden", Title = "This token may not do that.", Detail = what,
        Hint = "Ask the owner of the campaign for a token with another role.",
    };

    public static Refusal ForeignOrigin() => new()
    {
        Status = 403, Slug = "foreign-origin", Title = "The request comes from another site.",
        Hint = "Use the page that this server serves, or a bearer token.",
    };

    public static Refusal NotFound() => new() { Status = 404, Slug = "not-found", Title = "There is nothing at this address." };

    public static Refusal UnknownCampaign() => Unknown("campaign", "GET /api/v1/campaigns lists what there is.");

    public static Refusal UnknownPage() => Unknown("page", "Open a new page with POST …/pages.");

    public static Refusal UnknownRound() => Unknown("round", "GET …/rounds lists what there is.");

    public static Refusal UnknownSource() => Unknown("source", "GET …/sources lists what there is.");

    public static Refusal UnknownIngest() => Unknown("ingest", "GET …/ingests lists what there is.");

    public static Refusal NotPublished() => new()
    {
        Status = 404, Slug = "not-published", Title = "This round is not published.", Hint = "GET …/rounds/{n} tells how far it is.",
    };

    public static Refusal PageHeldByAnother() => new()
    {
        Status = 409, Slug = "page-held-by-another", Title = "This page was dealt to another annotator.",
        Hint = "Open a page of your own with POST …/pages.",
    };

    public static Refusal PageClosed() => new()
    {
        Status = 409, Slug = "page-closed", Title = "This page is not open any more.", Hint = "Open a new page with POST …/pages.",
    };

    public static Refusal TooManyOpenPages(int maximum) => new()
    {
        Status = 409, Slug = "too-many-open-pages", Title = $"You have {maximum} open pages already.",
        Hint = "Submit or give back one of those that GET …/pages lists.",
    };

    public static Refusal CampaignExists() => new()
    {
        Status = 409, Slug = "campaign-exists", Title = "A campaign with this id and other settings exists already.", Hint = "Choose another id.",
    };

    public static Refusal RoundRefused(string why) => new()
    {
        Status = 409, Slug = "round-refused", Title = "There is nothing to train on.", Detail = why,
        Hint = "Label at least one source of the positive class and one of another, then start the round again.",
    };

    public static Refusal RoundRunning(int? round) => new()
    {
        Status = 409, Slug = "round-running", Title = round is null ? "A round is under way." : $"Round {round} is under way.",
        Hint = "Wait until it is published, or cancel it.",
    };

    public static Refusal RoundOver() => new()
    {
        Status = 409, Slug = "round-over", Title = "This round is over, or whole already; it cannot be cancelled.",
    };

    public static Refusal NothingToUndo() => new()
    {
        Status = 409, Slug = "nothing-to-undo", Title = "There is no submission to take back.",
    };

    public static Refusal OperationReused() => Invalid("operationId", "This operationId was used before, with another body.") with
    {
        Slug = "operation-reused", Title = "The operationId was used before, with another body.",
        Hint = "A retry sends the same body; something new needs a new operationId.",
    };

    public static Refusal Draining() => new()
    {
        Status = 503, Slug = "draining", Title = "The server is stopping.", RetryAfterSeconds = 5, Hint = "Send the same request again in a moment.",
    };

    public static Refusal Starting() => new()
    {
        Status = 503, Slug = "starting", Title = "The server has not reached its cluster yet.", RetryAfterSeconds = 2,
        Hint = "Send the same request again in a moment.",
    };

    public static Refusal ClusterAway() => new()
    {
        Status = 503, Slug = "cluster-away", Title = "The server does not reach its cluster.", RetryAfterSeconds = 2,
        Hint = "Send the same request again; with the same operationId it takes effect at most once.",
    };

    public static Refusal Unavailable() => new()
    {
        Status = 503, Slug = "unavailable", Title = "The server could not finish this in time.", RetryAfterSeconds = 2,
        Hint = "Send the same request again; with the same operationId it takes effect at most once.",
    };

    public static Refusal StorageFailed() => new()
    {
        Status = 503, Slug = "storage-failed", Title = "The server could not make this durable.", RetryAfterSeconds = 10,
        Hint = "Nothing is acknowledged. See that the server's disk has room and its database is up, then send the same request again with the same operationId.",
    };

    public static Refusal Overtaken() => new()
    {
        Status = 503, Slug = "overtaken", Title = "Others were writing at the same moment.", RetryAfterSeconds = 1,
        Hint = "Send the same request again; with the same operationId it takes effect at most once.",
    };

    public static Refusal Internal() => new()
    {
        Status = 500, Slug = "internal", Title = "Something went wrong on the server. Whether the request took effect is not known.",
        Hint = "Send the same request again with the same operationId; the server's log says what happened.",
    };

    public static Refusal UnreadableImage(string code, string reason) => new()
    {
        Status = 422, Slug = "unreadable-image", Title = "The source's files give no image.", Detail = $"{code}: {reason}",
    };

    public static Refusal Invalid(IEnumerable<FieldProblem> problems) => new()
    {
        Status = 422, Slug = "invalid", Title = "Some fields cannot be used.", Hint = "The errors name the fields.",
        Errors = problems.GroupBy(p => p.Field).ToDictionary(g => g.Key, g => g.Select(p => p.Message).ToArray()),
    };

    public static Refusal Invalid(string field, string message) => Invalid([new FieldProblem(field, message)]);

    /// <summary>The refusal for what HTTP itself finds wrong.</summary>
    public static Refusal Bare(int status) => status switch
    {
        404 => NotFound(),
        401 => Unauthenticated(),
        403 => Forbidden("The role of this token does not allow it."),
        405 => new Refusal { Status = 405, Slug = "wrong-method", Title = "This address does not take this method." },
        413 => new Refusal { Status = 413, Slug = "too-large", Title = "The body is too large.", Hint = "Send it in several requests." },
        415 => new Refusal { Status = 415, Slug = "not-json", Title = "The body is not JSON.", Hint = "Send 'Content-Type: application/json'." },
        503 => Unavailable(),
        _ => new Refusal { Status = status, Slug = "bad-request", Title = "The request cannot be understood." },
    };

    private static Refusal Unknown(string what, string hint) => new()
    {
        Status = 404, Slug = "unknown-" + what, Title = $"There is no such {what}.", Hint = hint,
    };
}
