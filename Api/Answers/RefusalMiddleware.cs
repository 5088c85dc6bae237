using LensGrains.Core.Ports;
using LensGrains.Grains.Dealing;
using LensGrains.Grains.Journaling;
using LensGrains.Silo;
using Microsoft.AspNetCore.Http.Features;

namespace LensGrains.Api.Answers;

/// <summary>Whatever goes wrong leaves as problem details: never a stack trace, never a path, never an empty error.</summary>
internal sealed partial class RefusalMiddleware(RequestDelegate next, ILogger<RefusalMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (RefusedException refused) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, refused.Refusal);
            return;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, Map(error, context));
            return;
        }

        var response = context.Response;
        var isBareError = response is { HasStarted: false, StatusCode: >= 400, ContentType: null } && response.ContentLength is null or 0;
        if (isBareError && context.Request.Method != HttpMethods.Head)
        {
            await Problems.Bare(response.StatusCode).ExecuteAsync(context);
        }
    }

    private Refusal Map(Exception error, HttpContext context)
    {
        switch (error)
        {
            case BadHttpRequestException bad:
                return Problems.Bare(bad.StatusCode);
            case TimeoutException:
                LogLate(context.Request.Method, context.Request.Path, error);
                return Problems.Unavailable();
            case StorageUnavailableException:
                LogFailed(context.Request.Method, context.Request.Path, error);
                return Problems.Unavailable();
            case var away when Lane.IsAway(away):
                LogAway(context.Request.Method, context.Request.Path, error);
                return Problems.ClusterAway();
            case WriteFailedException:
                LogFailed(context.Request.Method, context.Request.Path, error);
                return Problems.StorageFailed();
            case JournalFenceException or InconsistentStateException or StaleHeadsException:
                LogOvertaken(context.Request.Method, context.Request.Path, error);
                return Problems.Overtaken();
            default:
                LogFailed(context.Request.Method, context.Request.Path, error);
                return Problems.Internal();
        }
    }

    private static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var extra = context.Features.Get<IHttpResponseFeature>()?.Headers;
        extra?.Remove("Content-Length");
        return refusal.ExecuteAsync(context);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogFailed(string method, PathString path, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} was overtaken by other writes")]
    private partial void LogOvertaken(string method, PathString path, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} reached no silo")]
    private partial void LogAway(string method, PathString path, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} took too long")]
    private partial void LogLate(string method, PathString path, Exception error);
}
