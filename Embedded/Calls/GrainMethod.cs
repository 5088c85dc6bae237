using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;

namespace LensGrains.Embedded;

/// <summary>The answer of a method that has none.</summary>
internal readonly struct Nothing;

/// <summary>A method of a grain or observer interface, looked at once.</summary>
internal abstract class GrainMethod
{
    private static readonly ConcurrentDictionary<MethodInfo, GrainMethod> _known = new();

    protected GrainMethod(MethodInfo method)
    {
        Method = method;
        Name = $"{method.DeclaringType!.Name}.{method.Name}";
        Interleaves = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        IsReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        IsOneWay = method.IsDefined(typeof(OneWayAttribute));
        Timeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        Parameters = [.. method.GetParameters().Select(p => p.ParameterType)];
        TokenIndex = Parameters.IndexOf(typeof(CancellationToken));
        Invoke = Compile(method);
    }

    public MethodInfo Method { get; }

    public string Name { get; }

    public bool Interleaves { get; }

    public bool IsReadOnly { get; }

    public bool IsOneWay { get; }

    /// <summary>The method's own response timeout.</summary>
    public TimeSpan? Timeout { get; }

    public ImmutableArray<Type> Parameters { get; }

    /// <summary>Declared by the host itself, like the reminder's call.</summary>
    public bool IsOfHost => Method.DeclaringType!.Assembly == typeof(GrainMethod).Assembly;

    /// <summary>Index of the cancellation token among the arguments, or -1.</summary>
    public int TokenIndex { get; }

    /// <summary>Calls the method on an object; the task carries the result, if any.</summary>
    public Func<object, object?[], Task> Invoke { get; }

    /// <summary>Type of the answer; <see cref="Nothing"/> where there is none.</summary>
    public abstract Type ResultType { get; }

    public static GrainMethod Of(MethodInfo method) => _known.TryGetValue(method, out var known) ? known : _known.GetOrAdd(method, Create);

    /// <summary>A call of this method that somebody waits for.</summary>
    public abstract Call NewCall(GrainTarget target, object?[] arguments, Work? caller);

    /// <summary>What the method returns when nobody will ever hear of an answer.</summary>
    public abstract object? Completed { get; }

    private static GrainMethod Create(MethodInfo method)
    {
        if (method.IsGenericMethodDefinition || method.ContainsGenericParameters || method.IsGenericMethod)
        {
            throw new NotSupportedException($"{method.DeclaringType!.Name}.{method.Name}: generic methods cannot be called on grains.");
        }

        var type = method.ReturnType;
        if (type == typeof(void) || type == typeof(Task) || type == typeof(ValueTask))
        {
            return new GrainMethod<Nothing>(method);
        }

        if (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            return (GrainMethod)Activator.CreateInstance(typeof(GrainMethod<>).MakeGenericType(type.GenericTypeArguments), method)!;
        }

        throw new NotSupportedException($"{method.DeclaringType!.Name}.{method.Name} must return a Task or ValueTask.");
    }

    private static Func<object, object?[], Task> Compile(MethodInfo method)
    {
        var target = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object?[]));
        var values = method.GetParameters()
            .Select((p, i) => Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), p.ParameterType));
        Expression call = Expression.Call(Expression.Convert(target, method.DeclaringType!), method, values);
        if (method.ReturnType == typeof(void))
        {
            call = Expression.Block(call, Expression.Constant(Task.CompletedTask, typeof(Task)));
        }
        else if (!typeof(Task).IsAssignableFrom(method.ReturnType))
        {
            call = Expression.Call(call, nameof(ValueTask.AsTask), Type.EmptyTypes);
        }

        return Expression.Lambda<Func<object, object?[], Task>>(Expression.Convert(call, typeof(Task)), target, arguments).Compile();
    }
}

/// <inheritdoc/>
internal sealed class GrainMethod<TResult>(MethodInfo method) : GrainMethod(method)
{
    private readonly bool _returnsTask = typeof(Task).IsAssignableFrom(method.ReturnType);
    private readonly bool _returnsNothing = method.ReturnType == typeof(void);

    public override Type ResultType => typeof(TResult);

    public override object? Completed => Returned(Task.FromResult<TResult>(default!));

    public override Call NewCall(GrainTarget target, object?[] arguments, Work? caller) => new Call<TResult>(this, target, arguments, caller);

    /// <summary>The task in the shape that the method's signature has.</summary>
    public object? Returned(Task<TResult> answer)
    {
        if (_returnsTask)
        {
            return answer;
        }

        if (_returnsNothing)
        {
            return null;
        }

        return typeof(TResult) == typeof(Nothing) ? new ValueTask(answer) : new ValueTask<TResult>(answer);
    }
}
