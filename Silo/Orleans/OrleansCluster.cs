using LensGrains.Grains.Devices;

namespace LensGrains.Silo;

/// <summary>The cluster as its membership has it; wishes travel in the call's context to the silo that places the grain.</summary>
internal sealed class OrleansCluster(ILocalSiloDetails local, IClusterMembershipService membership) : ICluster
{
    public string Self => local.SiloAddress.ToParsableString();

    public string Name => local.Name;

    public IReadOnlySet<string> Silos()
        => membership.CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active).Select(m => m.SiloAddress.ToParsableString()).ToHashSet();

    public async Task<T?> CallAsync<T>(PlacementWish wish, Func<Task<T>> call)
        where T : class
    {
        // Set in an asynchronous method, so the caller's context stays as it is.
        RequestContext.Set(WorkPlacementDirector.UseKey, wish.Use.ToString());
        RequestContext.Remove(WorkPlacementDirector.SiloKey); // what brought this call here may have wished for a silo of its own
        if (wish.Silo is { } silo)
        {
            RequestContext.Set(WorkPlacementDirector.SiloKey, silo);
        }

        try
        {
            return await call();
        }
        catch (Exception e) when (IsUnreached(e))
        {
            return null;
        }
    }

    // That no silo is left after filtering arrives as the base class itself.
    private static bool IsUnreached(Exception e)
        => e is TimeoutException or OrleansMessageRejectionException || e.GetType() == typeof(OrleansException);
}
