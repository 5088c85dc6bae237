using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Embedded;

/// <summary>A grain class: its name in ids, the interfaces it answers for and how it is constructed.</summary>
internal sealed class GrainType
{
    private const string Suffix = "Grain";

    private readonly ConstructorInfo _constructor;
    private readonly ParameterInfo[] _parameters;

    public GrainType(Type grainClass)
    {
        Class = grainClass;
        Name = NameOf(grainClass);
        Interfaces = grainClass.GetInterfaces()
            .Where(i => typeof(IGrainWithStringKey).IsAssignableFrom(i) && i != typeof(IGrainWithStringKey))
            .ToArray();
        _constructor = grainClass.GetConstructors() is [var only]
            ? only
            : throw new InvalidOperationException($"{grainClass.Name} must have exactly one public constructor.");
        _parameters = _constructor.GetParameters();
        StateNames = _parameters.Select(p => p.GetCustomAttribute<PersistentStateAttribute>()?.StateName).OfType<string>().ToArray();
    }

    public string Name { get; }

    public Type Class { get; }

    public IReadOnlyList<Type> Interfaces { get; }

    public IReadOnlyList<string> StateNames { get; }

    /// <summary>The name of a class in grain ids: lower case, without the suffix "Grain".</summary>
    public static string NameOf(Type grainClass)
    {
        var name = grainClass.Name;
        return (name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > Suffix.Length ? name[..^Suffix.Length] : name).ToLowerInvariant();
    }

    /// <summary>Constructs the grain object; states that are to be loaded before activation are added to <paramref name="states"/>.</summary>
    public object Construct(Activation activation, ICollection<ILoadedState> states)
    {
        var arguments = _parameters.Select(p => ArgumentFor(p, activation, states)).ToArray();
        return _constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
    }

    private static object? ArgumentFor(ParameterInfo parameter, Activation activation, ICollection<ILoadedState> states)
    {
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } named)
        {
            var state = activation.Host.NewState(parameter.ParameterType.GenericTypeArguments[0], named.StateName, activation.GrainId);
            states.Add((ILoadedState)state);
            return state;
        }

        if (parameter.ParameterType == typeof(IGrainContext))
        {
            return activation;
        }

        return parameter.HasDefaultValue
            ? activation.ActivationServices.GetService(parameter.ParameterType) ?? parameter.DefaultValue
            : activation.ActivationServices.GetRequiredService(parameter.ParameterType);
    }
}
