namespace LensGrains.Storage.Azure;

/// <summary>How often a write is tried and how long it waits between.</summary>
internal sealed class WriteTries(AzureStorageOptions options, TimeProvider clock)
{
    /// <summary>Waits before the next try; false when there is none after <paramref name="tried"/> of them.</summary>
    public async Task<bool> WaitAsync(int tried)
    {
        if (tried >= options.WriteTries)
        {
            return false;
        }

        await Task.Delay(TimeSpan.FromSeconds(options.RetrySeconds * Math.Pow(2, tried - 1)), clock).ConfigureAwait(false);
        return true;
    }
}
