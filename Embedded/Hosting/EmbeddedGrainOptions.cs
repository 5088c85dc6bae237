using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LensGrains.Embedded;

/// <summary>How the embedded host runs grains.</summary>
public sealed class EmbeddedGrainOptions
{
    /// <summary>How long a call waits for its answer.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>An activation unused for this long is collected.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often unused activations are looked for.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an activation may take to start, and how long to end; past it the host goes on without it.</summary>
    public TimeSpan LifecycleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Shortest period of a reminder; less than a minute is for tests.</summary>
    public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Messages that may wait for one observer; those past it are lost.</summary>
    public int ObserverBacklog { get; set; } = 256;

    /// <summary>What goes wrong on purpose; null, as outside tests, for nothing.</summary>
    public ChaosOptions? Chaos { get; set; }

    /// <summary>How grain states are written; the product gives its one source-generated context.</summary>
    public JsonSerializerOptions StateJson { get; set; } = new(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
}
