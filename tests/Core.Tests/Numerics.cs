using System.Text.Json;

namespace LensGrains.Tests.Core;

/// <summary>Recorded reference values under tests/oracles/numerics.</summary>
internal static class Numerics
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static T[] Recorded<T>(string file)
    {
        using var stream = File.OpenRead(Path.Combine(TestFiles.Root, "tests", "oracles", "numerics", file));
        return JsonSerializer.Deserialize<T[]>(stream, Options)!;
    }
}
