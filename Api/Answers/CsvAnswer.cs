using System.Globalization;
using CsvHelper;
using Microsoft.Net.Http.Headers;

namespace LensGrains.Api.Answers;

/// <summary>Answers that stream rows of text; nothing of them is held in memory.</summary>
internal sealed class CsvAnswer<T>(CsvLayout<T> layout, IAsyncEnumerable<T> rows, string fileName) : IResult
{
    /// <summary>Key of the last row where the listing goes on; null where all rows are here.</summary>
    public string? Next { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, stop) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("inline") { FileName = fileName }.ToString();
        response.Headers.Vary = "Accept";
        if (Next is not null)
        {
            response.Headers.Link = $"<?after={Uri.EscapeDataString(Next)}>; rel=\"next\"";
        }

        await layout.WriteAsync(rows, response.Body, stop);
    }
}

/// <summary>The columns of a table: a name and a value each.</summary>
internal sealed class CsvLayout<T>(params IReadOnlyList<(string Name, Func<T, object?> Value)> columns)
{
    private const int RowsPerFlush = 500;

    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with { NewLine = "\n" };

    /// <summary>Writes head and rows, some hundred at a time, as they are taken; the number of rows.</summary>
    public async Task<long> WriteAsync(IAsyncEnumerable<T> rows, Stream target, CancellationToken stop)
    {
        var part = new MemoryStream();
        await using var csv = CsvWriter.Create(part, Options, leaveOpen: true);
        WriteHead(csv);
        var written = 0L;
        await foreach (var row in rows.WithCancellation(stop))
        {
            WriteRow(csv, row);
            if (++written % RowsPerFlush == 0)
            {
                await SendAsync(csv, part, target, stop);
            }
        }

        await SendAsync(csv, part, target, stop);
        return written;
    }

    private void WriteHead(CsvWriter csv)
    {
        foreach (var (name, _) in columns)
        {
            csv.WriteField(name);
        }

        csv.EndRecord();
    }

    private void WriteRow(CsvWriter csv, T row)
    {
        foreach (var (_, value) in columns)
        {
            csv.WriteField(Text(value(row)));
        }

        csv.EndRecord();
    }

    private static async Task SendAsync(CsvWriter csv, MemoryStream part, Stream target, CancellationToken stop)
    {
        csv.Flush();
        await target.WriteAsync(part.GetBuffer().AsMemory(0, (int)part.Length), stop);
        part.SetLength(0);
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        double d => double.IsFinite(d) ? d.ToString("R", CultureInfo.InvariantCulture) : "",
        float f => float.IsFinite(f) ? f.ToString("R", CultureInfo.InvariantCulture) : "",
        bool b => b ? "true" : "false",
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        Enum word => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(word.ToString()),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

/// <summary>JSON or CSV, as the client asks.</summary>
internal static class Formats
{
    /// <summary>True for <c>?format=csv</c>, or an Accept header that prefers CSV.</summary>
    /// <exception cref="RefusedException">A format that is not known.</exception>
    public static bool WantsCsv(this HttpRequest request)
    {
        if (request.Query["format"].ToString() is { Length: > 0 } format)
        {
            return format switch
            {
                "csv" => true,
                "json" => false,
                _ => throw new RefusedException(Problems.Invalid("format", "One of: json, csv.")),
            };
        }

        var best = request.GetTypedHeaders().Accept.OrderByDescending(a => a.Quality ?? 1)
            .FirstOrDefault(a => a.MediaType.Value is "text/csv" or "application/json" or "*/*" or "application/*");
        return best?.MediaType.Value == "text/csv";
    }

    /// <summary>A listing as JSON, or as CSV with the columns of <paramref name="layout"/>.</summary>
    public static IResult Answer<T>(HttpContext context, Listing<T> listing, CsvLayout<T> layout, string fileName)
    {
        context.Response.Headers.Vary = "Accept";
        return context.Request.WantsCsv()
            ? new CsvAnswer<T>(layout, listing.Items.ToAsyncEnumerable(), fileName) { Next = listing.Next }
            : TypedResults.Ok(listing);
    }
}
