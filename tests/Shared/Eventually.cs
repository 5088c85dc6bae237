namespace LensGrains.Tests;

/// <summary>Asks again until something holds. For what runs beside the test; a test that can pass time in does that instead.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The first value for which <paramref name="holds"/> is true; fails with the last value after a minute.</summary>
    public static async Task<T> BecomesAsync<T>(Func<Task<T>> read, Func<T, bool> holds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (holds(value))
            {
                return value;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"It never came about; at last it was {value}.");
            await timer.WaitForNextTickAsync();
        }
    }
}
