using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using LensGrains.Core.Labeling;
using Microsoft.AspNetCore.Http.Metadata;

namespace LensGrains.Api.Answers;

/// <summary>A request whose body may be left out.</summary>
internal interface IOptionalBody;

/// <summary>
/// A request's JSON body. What does not parse, has a wrong type or an unknown field is refused with 422 and the field's name.
/// </summary>
/// <param name="Value">The body.</param>
/// <param name="Hash">
/// SHA-256 (hex) of the body written in one canonical way: the same for any order of properties, blanks and escapes, so that
/// a retry by another client library is still the same request.
/// </param>
/// <param name="Emptied">Top-level fields that were sent as null, which for most fields is the same as not being sent.</param>
internal sealed record Body<T>(T Value, string Hash, IReadOnlySet<string> Emptied) : IBindableFromHttpContext<Body<T>>, IEndpointParameterMetadataProvider
    where T : class, new()
{
    private static readonly JsonDocumentOptions Reading = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    public static async ValueTask<Body<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var request = context.Request;
        if (request.ContentLength == 0 || (request.ContentLength is null && request.ContentType is null))
        {
            return typeof(T).IsAssignableTo(typeof(IOptionalBody)) ? Of(new T(), []) : throw Refuse("body", "A JSON body is required.");
        }

        if (!request.HasJsonContentType())
        {
            throw new RefusedException(Problems.Bare(StatusCodes.Status415UnsupportedMediaType));
        }

        using var document = await ParseAsync(context);
        var value = Read(document.RootElement);
        return Of(value, document.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Null).Select(p => p.Name));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
        => builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T), typeof(T).IsAssignableTo(typeof(IOptionalBody))));

    private static Body<T> Of(T value, IEnumerable<string> emptied)
        => new(
            value,
            Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value, ApiJson.Options))),
            emptied.ToHashSet(StringComparer.OrdinalIgnoreCase));

    private static async Task<JsonDocument> ParseAsync(HttpContext context)
    {
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, Reading, context.RequestAborted);
        }
        catch (JsonException error)
        {
            throw Refuse("body", $"This is not valid JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}).");
        }
    }

    private static T Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Refuse("body", "A JSON object is required.");
        }

        try
        {
            return root.Deserialize<T>(ApiJson.Options)!;
        }
        catch (JsonException error)
        {
            throw Refuse(FieldOf(error.Path), MessageOf(error.Message));
        }
    }

    private static string FieldOf(string? path)
    {
        var field = path?.TrimStart('$').TrimStart('.') ?? "";
        return field.Length == 0 ? "body" : field;
    }

    private static string MessageOf(string message)
        => message.StartsWith("The JSON property", StringComparison.Ordinal) ? "There is no such field."
            : message.StartsWith("One of:", StringComparison.Ordinal) ? message
            : "The value has the wrong type.";

    private static RefusedException Refuse(string field, string message) => new(Problems.Invalid([new FieldProblem(field, message)]));
}
