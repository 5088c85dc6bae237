using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Metadata;

namespace LensGrains.Api.Answers;

/// <summary>Why a request was not done: problem details (RFC 9457) with a stable type and a hint. As a result it writes itself.</summary>
internal sealed record Refusal : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    /// <summary>What every problem type starts with; the rest is the slug.</summary>
    public const string TypePrefix = "urn:lensgrains:problem:";

    private const string MediaType = "application/problem+json";

    public required int Status { get; init; }

    /// <summary>Last segment of the type: what programs act on.</summary>
    public required string Slug { get; init; }

    public required string Title { get; init; }

    public string? Detail { get; init; }

    /// <summary>What the person can do about it, in one sentence.</summary>
    public string? Hint { get; init; }

    /// <summary>Field (JSON path, camelCase) to messages.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public int? RetryAfterSeconds { get; init; }

    int? IStatusCodeHttpResult.StatusCode => Status;

    public static void PopulateMetadata(System.Reflection.MethodInfo method, EndpointBuilder builder)
        => builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status422UnprocessableEntity, typeof(ProblemMessage), [MediaType]));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        if (RetryAfterSeconds is { } seconds)
        {
            httpContext.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var message = new ProblemMessage(TypePrefix + Slug, Title, Status, Detail, Hint, Errors);
        return httpContext.Response.WriteAsJsonAsync(message, ApiJson.Options, MediaType, httpContext.RequestAborted);
    }
}

/// <summary>Problem details as they travel.</summary>
internal sealed record ProblemMessage(
    string Type,
    string Title,
    int Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Hint,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors);

/// <summary>Carries a refusal out of code that cannot return one, to <see cref="RefusalMiddleware"/>.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Title)
{
    public Refusal Refusal { get; } = refusal;
}
