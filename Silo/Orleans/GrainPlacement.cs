using System.Globalization;
using LensGrains.Grains.Members;
using LensGrains.Grains.Pools;
using LensGrains.Grains.Scoring;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;

namespace LensGrains.Silo;

/// <summary>Says where which grain class belongs, so that the classes need not know of a cluster.</summary>
internal sealed class GrainPlacement(IServiceProvider services) : IGrainPropertiesProvider
{
    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        if (grainClass == typeof(EnsembleMemberGrain) || grainClass == typeof(ShardScorerGrain))
        {
            new WorkPlacement().PopulateGrainProperties(services, grainClass, grainType, properties);
        }
        else if (grainClass == typeof(PoolGrain))
        {
            new EvenPlacement().PopulateGrainProperties(services, grainClass, grainType, properties);
        }
    }
}
