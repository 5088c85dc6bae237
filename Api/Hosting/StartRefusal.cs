using LensGrains.Core.Ports;
using LensGrains.Storage;
using Microsoft.Extensions.Options;

namespace LensGrains.Api.Hosting;

/// <summary>Reasons not to start that an operator can do something about, in a sentence each.</summary>
internal static class StartRefusal
{
    /// <summary>The sentence, or null where the error is a defect that deserves its stack.</summary>
    public static string? Of(Exception error, UpOptions options) => error switch
    {
        StorageLayoutException or StorageUnavailableException => error.Message,
        OptionsValidationException wrong => string.Join(' ', wrong.Failures),
        ArgumentException { ParamName: "connectionString" } unreadable => unreadable.Message,
        IOException busy => $"cannot listen on {options.Bind}:{options.Port}: {busy.Message}",
        _ => null,
    };
}
