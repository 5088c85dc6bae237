using System.Text.Json.Nodes;

namespace LensGrains.Learning.Experiments;

/// <summary>Lays what a file says over the defaults. A key that the defaults do not have is refused by its name.</summary>
internal static class Overlay
{
    /// <summary>Changes <paramref name="whole"/> in place.</summary>
    /// <param name="whole">The defaults; an object without keys takes any, being a table.</param>
    /// <param name="given">What is said.</param>
    /// <param name="path">Where this object is, with a dot at its end, for messages.</param>
    /// <exception cref="ExperimentException">There is no such key.</exception>
    public static void Apply(JsonObject whole, JsonObject given, string path = "")
    {
        foreach (var (key, value) in given)
        {
            if (!whole.ContainsKey(key))
            {
                throw new ExperimentException($"there is no key '{path}{key}'; keys: {string.Join(", ", whole.Select(known => known.Key))}");
            }

            if (whole[key] is JsonObject { Count: > 0 } part && value is JsonObject change)
            {
                Apply(part, change, $"{path}{key}.");
            }
            else
            {
                whole[key] = value?.DeepClone();
            }
        }
    }
}
