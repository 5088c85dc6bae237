using System.Reflection;

namespace LensGrains.Embedded;

/// <summary>All grain classes of the process, by name and by interface.</summary>
internal sealed class GrainTypes
{
    private readonly Dictionary<string, GrainType> _byName = [];
    private readonly Dictionary<Type, GrainType> _byInterface = [];
    private readonly Dictionary<string, GrainType> _byState = [];

    public GrainTypes(IEnumerable<Assembly> assemblies)
    {
        var classes = assemblies.Distinct().SelectMany(a => a.GetTypes())
            .Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IGrainBase).IsAssignableFrom(t));
        foreach (var type in classes.Select(c => new GrainType(c)))
        {
            Add(type);
        }
    }

    public GrainType ByName(string name)
        => _byName.TryGetValue(name, out var type) ? type : throw new ArgumentException($"There is no grain type '{name}' in this process.");

    public GrainType ByInterface(Type interfaceType)
        => _byInterface.TryGetValue(interfaceType, out var type)
            ? type
            : throw new ArgumentException($"No grain class in this process implements {interfaceType.Name}.");

    private void Add(GrainType type)
    {
        if (!_byName.TryAdd(type.Name, type))
        {
            throw new InvalidOperationException($"{type.Class.Name} and {_byName[type.Name].Class.Name} have the same grain name.");
        }

        foreach (var name in type.StateNames)
        {
            if (name == StoredReminder.Kind)
            {
                throw new InvalidOperationException($"{type.Class.Name} stores a state '{name}', which is where the host keeps reminders.");
            }

            if (!_byState.TryAdd(name, type))
            {
                throw new InvalidOperationException($"{type.Class.Name} and {_byState[name].Class.Name} both store a state '{name}'.");
            }
        }

        foreach (var implemented in type.Interfaces)
        {
            if (!_byInterface.TryAdd(implemented, type))
            {
                throw new InvalidOperationException($"{type.Class.Name} and {_byInterface[implemented].Class.Name} both implement {implemented.Name}.");
            }
        }
    }
}
