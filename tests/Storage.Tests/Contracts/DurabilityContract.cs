using System.Globalization;

namespace LensGrains.Tests;

/// <summary>What was acknowledged stays, once, whoever is killed and when.</summary>
public abstract class DurabilityContract : StoreSuite
{
    /// <summary>What <see cref="AppenderProgram"/> needs to open the same place in a process of its own.</summary>
    protected abstract string[] AppenderArguments { get; }

    [ProviderFact]
    public async Task AppendAsync_WhenTheProcessIsKilled_KeepsEveryAcknowledgedEntryOnce()
    {
        var acknowledged = new Acknowledged();
        var kills = int.Parse(Environment.GetEnvironmentVariable("LENS_STORAGE_KILLS") ?? "4", CultureInfo.InvariantCulture);

        for (var kill = 0; kill < kills; kill++)
        {
            using var appender = Appender.Start(AppenderArguments);
            await acknowledged.ReadAsync(appender, lines: 150 + (kill * 97));
            await appender.KillAsync();
            await acknowledged.ReadAsync(appender);
            await acknowledged.CheckAsync(Journal);
        }

        Assert.Equal(AppenderProgram.Journals, acknowledged.Count);
    }
}
