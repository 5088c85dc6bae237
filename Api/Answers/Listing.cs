using System.Globalization;
using LensGrains.Core.Labeling;

namespace LensGrains.Api.Answers;

/// <summary>One part of a listing paged by key; <paramref name="Next"/> goes back as <c>?after=</c>, null at the end.</summary>
internal sealed record Listing<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Which part of a listing is asked for.</summary>
internal static class Paging
{
    public const int DefaultLimit = 100;
    public const int LargestLimit = 1_000;

    /// <summary>The limit, checked.</summary>
    /// <exception cref="RefusedException">Outside 1 to 1,000.</exception>
    public static int Limit(int? limit) => limit is null or (>= 1 and <= LargestLimit)
        ? limit ?? DefaultLimit
        : throw new RefusedException(Problems.Invalid([new FieldProblem("limit", $"1 to {LargestLimit}.")]));

    /// <summary>The key after which to go on, where keys are numbers.</summary>
    /// <exception cref="RefusedException">No number.</exception>
    public static int? After(string? after) => after is null or "" ? null
        : int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? key
        : throw new RefusedException(Problems.Invalid([new FieldProblem("after", "Pass back what came as 'next'.")]));

    /// <summary>Up to <paramref name="limit"/> items, and the key of the last where there are more.</summary>
    public static Listing<T> Take<T>(IEnumerable<T> items, int limit, Func<T, string> key)
    {
        var taken = items.Take(limit + 1).ToList();
        if (taken.Count <= limit)
        {
            return new Listing<T>(taken, null);
        }

        taken.RemoveAt(limit);
        return new Listing<T>(taken, key(taken[^1]));
    }
}
