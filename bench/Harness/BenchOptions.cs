namespace LensGrains.Bench.Harness;

/// <summary>What the command line asks for.</summary>
/// <param name="Suite">One suite; null: all.</param>
/// <param name="Json">File to write the figures to; null: none.</param>
/// <param name="Only">The networks of suite <c>learning</c>; null: all.</param>
internal sealed record BenchOptions(string? Suite, string? Json, IReadOnlyList<string>? Only)
{
    /// <summary>The options, or null where they cannot be understood.</summary>
    public static BenchOptions? Read(string[] arguments, string[] suites)
    {
        var options = new BenchOptions(null, null, null);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--json" && i + 1 < arguments.Length)
            {
                options = options with { Json = Path.GetFullPath(arguments[++i]) };
            }
            else if (arguments[i] == "--only" && i + 1 < arguments.Length)
            {
                options = options with { Only = arguments[++i].Split(',') };
            }
            else if (options.Suite is null && suites.Contains(arguments[i]))
            {
                options = options with { Suite = arguments[i] };
            }
            else
            {
                return null;
            }
        }

        return options;
    }
}
