using System.Reflection;

namespace LensGrains.Embedded;

/// <summary>
/// Checks what a cluster finds out only at run time: that every grain interface can be called between processes and that
/// its names are fixed. For tests.
/// </summary>
public static class GrainContract
{
    /// <summary>What is wrong with the grain and observer interfaces of <paramref name="assemblies"/>; empty where nothing is.</summary>
    public static IReadOnlyList<string> Violations(params IReadOnlyList<Assembly> assemblies)
    {
        var interfaces = assemblies.SelectMany(a => a.GetTypes()).Where(IsGrainInterface).ToArray();
        var messages = new HashSet<Type>();
        var violations = interfaces.SelectMany(i => OfInterface(i, messages)).ToList();
        violations.AddRange(messages.Where(m => AliasOf(m) is null).Select(m => $"{m.FullName} has no [Alias]."));
        violations.AddRange(Repeated(messages, "types"));
        violations.AddRange(Repeated(interfaces, "interfaces"));
        return violations;
    }

    private static bool IsGrainInterface(Type type)
        => type.IsInterface && type.GetInterfaces().Any(i => i.Name is "IGrain" or "IGrainObserver");

    private static IEnumerable<string> OfInterface(Type type, HashSet<Type> messages)
    {
        if (AliasOf(type) is null)
        {
            yield return $"{type.Name} has no [Alias].";
        }

        if (type.IsGenericType)
        {
            yield return $"{type.Name} is generic.";
        }

        var methods = type.GetMethods();
        foreach (var violation in methods.SelectMany(m => OfMethod(m, messages)).Concat(Repeated(methods, $"methods of {type.Name}")))
        {
            yield return violation;
        }
    }

    private static IEnumerable<string> OfMethod(MethodInfo method, HashSet<Type> messages)
    {
        var name = $"{method.DeclaringType!.Name}.{method.Name}";
        if (AliasOf(method) is null)
        {
            yield return $"{name} has no [Alias].";
        }

        if (method.IsGenericMethodDefinition)
        {
            yield return $"{name} is generic.";
            yield break;
        }

        var parameters = method.GetParameters();
        var token = Array.FindIndex(parameters, p => p.ParameterType == typeof(CancellationToken));
        if (token >= 0 && token != parameters.Length - 1)
        {
            yield return $"{name}: the CancellationToken must be the last parameter.";
        }

        if (IsOfObserver(method) && method.ReturnType != typeof(void) && !method.IsDefined(typeof(OneWayAttribute)))
        {
            yield return $"{name} has no [OneWay]: in a cluster the grain would wait for the observer.";
        }

        if (ResultOf(method) is not { } result)
        {
            yield return $"{name} must return Task or ValueTask.";
            yield break;
        }

        foreach (var type in parameters.Select(p => p.ParameterType).Where(t => t != typeof(CancellationToken)).Append(result))
        {
            SerializableTypes.CollectMessages(type, messages);
            if (SerializableTypes.WhyNot(type) is { } reason)
            {
                yield return $"{name}: {reason}";
            }
        }
    }

    /// <summary>What the method answers with, <c>void</c> for nothing, null where its shape is none that a call can have.</summary>
    private static Type? ResultOf(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task) || type == typeof(ValueTask))
        {
            return typeof(void);
        }

        if (type == typeof(void))
        {
            return IsOfObserver(method) ? type : null;
        }

        return type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            ? type.GenericTypeArguments[0]
            : null;
    }

    private static bool IsOfObserver(MethodInfo method) => method.DeclaringType!.GetInterfaces().Any(i => i.Name == "IGrainObserver");

    private static IEnumerable<string> Repeated(IEnumerable<MemberInfo> members, string what)
        => members.Where(m => AliasOf(m) is not null)
            .GroupBy(m => AliasOf(m))
            .Where(g => g.Count() > 1)
            .Select(g => $"The {what} {string.Join(" and ", g.Select(m => m.Name))} have the same alias '{g.Key}'.");

    private static string? AliasOf(MemberInfo member)
        => member.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType.Name == "AliasAttribute")?.ConstructorArguments[0].Value as string;
}
