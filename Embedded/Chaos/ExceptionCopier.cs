namespace LensGrains.Embedded;

/// <summary>Copies an exception as a border between processes would: type and message arrive, its own data may not.</summary>
internal static class ExceptionCopier
{
    public static Exception Copy(Exception error)
    {
        var type = error.GetType();
        if (!Travels(type))
        {
            return new MessageNotSerializableException(
                $"{type.Name} left a grain and has no [GenerateSerializer]; callers in another process could not see it. Its message: {error.Message}");
        }

        var copy = type.GetConstructor([typeof(string)])?.Invoke([error.Message]) as Exception ?? error;
        if (copy is InconsistentStateException conflict)
        {
            conflict.IsSourceActivation = false;
        }

        return copy;
    }

    private static bool Travels(Type type)
        => type.Assembly == typeof(ExceptionCopier).Assembly
           || type.Namespace is { } name && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal))
           || type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false);
}
