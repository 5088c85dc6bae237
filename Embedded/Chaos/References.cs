using System.Text.Json;
using System.Text.Json.Serialization;

namespace LensGrains.Embedded;

/// <summary>The references met while one message is written and read; they travel as numbers and come back themselves.</summary>
internal sealed class ReferenceTable : IDisposable
{
    [ThreadStatic]
    private static ReferenceTable? _current;

    private readonly List<object> _references = [];

    public static ReferenceTable Current => _current ?? throw new InvalidOperationException("References are written inside messages only.");

    public static ReferenceTable Begin() => _current = new ReferenceTable();

    public int NumberOf(object reference)
    {
        var known = _references.IndexOf(reference);
        if (known >= 0)
        {
            return known;
        }

        _references.Add(reference);
        return _references.Count - 1;
    }

    public object Get(int number) => _references[number];

    public void Dispose() => _current = null;
}

/// <summary>Writes grain and observer references.</summary>
internal sealed class ReferenceConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeof(IAddressable).IsAssignableFrom(typeToConvert);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
        => (JsonConverter)Activator.CreateInstance(typeof(ReferenceConverter<>).MakeGenericType(typeToConvert))!;

    private sealed class ReferenceConverter<T> : JsonConverter<T>
        where T : class
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => (T)ReferenceTable.Current.Get(reader.GetInt32());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
            => writer.WriteNumberValue(value is CallProxy
                ? ReferenceTable.Current.NumberOf(value)
                : throw new MessageNotSerializableException($"{value.GetType().Name} itself was passed in place of a reference to it."));
    }
}
