using LensGrains.Core.Ids;

namespace LensGrains.Catalogs.Priors;

/// <summary>Which sources stand for all: those whose ordinal, scrambled by the seed, is smallest; in ordinal order.</summary>
internal static class PriorSample
{
    public static Ordinal[] Choose(Catalog catalog, EmbeddingSet set, PriorOptions options)
    {
        var withVector = new List<int>(set.Count);
        for (var ordinal = 0; ordinal < catalog.Count; ordinal++)
        {
            if (set.Has(new Ordinal(ordinal)) && !catalog.IsTombstoned(new Ordinal(ordinal)))
            {
                withVector.Add(ordinal);
            }
        }

        var chosen = withVector.ToArray();
        if (chosen.Length > options.SampleSize)
        {
            var keys = Array.ConvertAll(chosen, ordinal => SplitMix.Mix(options.Seed ^ SplitMix.Mix((ulong)ordinal)));
            Array.Sort(keys, chosen);
            Array.Resize(ref chosen, options.SampleSize);
            Array.Sort(chosen);
        }

        return Array.ConvertAll(chosen, ordinal => new Ordinal(ordinal));
    }
}
