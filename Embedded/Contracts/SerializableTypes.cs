using System.Collections.Concurrent;
using System.Reflection;

namespace LensGrains.Embedded;

/// <summary>
/// Which types a grain call can carry in a cluster: basic ones, collections, references, and types that have
/// <c>[GenerateSerializer]</c> and whose members can all be carried. Attributes are known by name, so that this
/// holds for either lane's.
/// </summary>
internal static class SerializableTypes
{
    private static readonly ConcurrentDictionary<Type, string?> _known = new();

    private static readonly HashSet<Type> _basic =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly), typeof(TimeOnly),
        typeof(Guid), typeof(Uri), typeof(Version), typeof(Half), typeof(Int128), typeof(UInt128), typeof(object), typeof(void),
    ];

    private static readonly HashSet<Type> _generic =
    [
        typeof(Nullable<>), typeof(KeyValuePair<,>), typeof(Memory<>), typeof(ReadOnlyMemory<>), typeof(ArraySegment<>),
        typeof(IEnumerable<>), typeof(ICollection<>), typeof(IReadOnlyCollection<>), typeof(IList<>), typeof(IReadOnlyList<>),
        typeof(ISet<>), typeof(IReadOnlySet<>), typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>),
    ];

    /// <summary>Null where values of the type can be carried, otherwise what stands in the way.</summary>
    public static string? WhyNot(Type type) => _known.TryGetValue(type, out var known) ? known : _known[type] = Examine(type, []);

    public static bool HasAttribute(MemberInfo member, string name) => member.GetCustomAttributesData().Any(a => a.AttributeType.Name == name);

    /// <summary>The types with <c>[GenerateSerializer]</c> that values of a type are made of.</summary>
    public static void CollectMessages(Type type, ISet<Type> found)
    {
        foreach (var argument in PartsOf(type))
        {
            CollectMessages(argument, found);
        }

        if (!HasAttribute(type, "GenerateSerializerAttribute") || !found.Add(type) || type.IsEnum)
        {
            return;
        }

        foreach (var member in Members(type))
        {
            CollectMessages(member.Type, found);
        }
    }

    private static string? Examine(Type type, HashSet<Type> within)
    {
        if (type.IsPrimitive || _basic.Contains(type) || typeof(Delegate).IsAssignableFrom(type))
        {
            return type == typeof(object) || typeof(Delegate).IsAssignableFrom(type) ? $"{type.Name} says nothing about what is carried." : null;
        }

        if (type.IsInterface && IsReference(type))
        {
            return null;
        }

        if (type.IsArray || IsKnownGeneric(type))
        {
            return PartsOf(type).Select(t => Examine(t, within)).FirstOrDefault(reason => reason is not null);
        }

        if (type.IsEnum && type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
        {
            return null;
        }

        return ExamineMessage(type, within);
    }

    private static string? ExamineMessage(Type type, HashSet<Type> within)
    {
        if (!HasAttribute(type, "GenerateSerializerAttribute"))
        {
            return $"{type.FullName} has no [GenerateSerializer].";
        }

        if (type.IsEnum || !within.Add(type))
        {
            return null;
        }

        foreach (var member in Members(type))
        {
            if (!member.IsNumbered)
            {
                return $"{type.Name}.{member.Name} is neither a constructor's parameter nor has an [Id], so it would be left behind.";
            }

            if (Examine(member.Type, within) is { } reason)
            {
                return $"{type.Name}.{member.Name}: {reason}";
            }
        }

        return null;
    }

    /// <summary>Elements and type arguments.</summary>
    private static Type[] PartsOf(Type type)
        => type.IsArray ? [type.GetElementType()!] : type.IsGenericType ? type.GenericTypeArguments : [];

    private static bool IsKnownGeneric(Type type)
    {
        if (!type.IsGenericType)
        {
            return false;
        }

        var definition = type.GetGenericTypeDefinition();
        return _generic.Contains(definition)
               || definition.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal)
               || definition.FullName.StartsWith("System.Tuple`", StringComparison.Ordinal)
               || definition.Namespace is "System.Collections.Generic" or "System.Collections.Immutable" or "System.Collections.Frozen";
    }

    private static bool IsReference(Type type) => type.Name == "IAddressable" || type.GetInterfaces().Any(i => i.Name == "IAddressable");

    /// <summary>What a message is made of: its settable properties and its fields, with whether the serializer would see them.</summary>
    private static IEnumerable<(string Name, Type Type, bool IsNumbered)> Members(Type type)
    {
        var parameters = type.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (property.GetIndexParameters().Length == 0 && property.SetMethod is not null && !HasAttribute(property, "JsonIgnoreAttribute"))
            {
                yield return (property.Name, property.PropertyType, parameters.Contains(property.Name) || HasAttribute(property, "IdAttribute"));
            }
        }

        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public))
        {
            yield return (field.Name, field.FieldType, HasAttribute(field, "IdAttribute"));
        }
    }
}
