using Azure.Data.Tables;
using Orleans.Hosting;

namespace LensGrains.Silo;

/// <summary>Membership in the platform's table in Azure Storage.</summary>
internal static class AzureMembership
{
    public static ISiloBuilder UseAzureMembership(this ISiloBuilder silo, string connectionString)
        => silo.UseAzureStorageClustering(options => options.TableServiceClient = new TableServiceClient(connectionString));

    public static IClientBuilder UseAzureMembership(this IClientBuilder client, string connectionString)
        => client.UseAzureStorageClustering(options => options.TableServiceClient = new TableServiceClient(connectionString));
}
