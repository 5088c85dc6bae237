using Orleans.Hosting;

namespace LensGrains.Silo;

/// <summary>Stands where the build left membership in Azure Storage out.</summary>
internal static class AzureMembership
{
    private const string Absent = "This build has no membership in Azure tables: it was made with -p:OrleansAzure=false. Take 'store', which any storage will do for.";

    public static ISiloBuilder UseAzureMembership(this ISiloBuilder silo, string connectionString) => throw new NotSupportedException(Absent);

    public static IClientBuilder UseAzureMembership(this IClientBuilder client, string connectionString) => throw new NotSupportedException(Absent);
}
