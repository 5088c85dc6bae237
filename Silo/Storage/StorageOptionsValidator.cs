using Microsoft.Extensions.Options;

namespace LensGrains.Silo;

/// <summary>Which settings belong together. Its complaints never repeat a connection string.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var isFar = options.Provider != StorageProvider.Sqlite || options.BlobPlace == BlobPlace.Azure;
        if (isFar && string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return ValidateOptionsResult.Fail(
                $"LensGrains:Storage:Provider is {options.Provider.ToString().ToLowerInvariant()}, so LensGrains:Storage:ConnectionString must be set.");
        }

        if (options is { Provider: not StorageProvider.Sqlite, MaximumPages: not null })
        {
            return ValidateOptionsResult.Fail("LensGrains:Storage:MaximumPages limits SQLite only; set a quota at the database's server instead.");
        }

        return ValidateOptionsResult.Success;
    }
}
