using LensGrains.Storage;
using Microsoft.Extensions.Options;

namespace LensGrains.Silo;

/// <summary>SQLite makes its tables itself; only the folder must be its own.</summary>
internal sealed class SqliteCheck(IOptions<SiloOptions> silo) : IStorageCheck
{
    public Task CheckAsync(CancellationToken cancellationToken)
    {
        StorageMark.RequireNone(silo.Value.DataDirectory);
        return Task.CompletedTask;
    }
}
