using LensGrains.Core.Ids;

namespace LensGrains.Core.Labeling;

/// <summary>Per source, every value an annotator ever gave, in order; the last one that counts is the current one.</summary>
internal sealed class LabelHistory
{
    private readonly Dictionary<int, List<Given>> _given = [];

    public IEnumerable<Judgement> All => _given.Keys.Select(source => Current(new Ordinal(source))).OfType<Judgement>();

    public Judgement? Current(Ordinal source)
        => _given.TryGetValue(source.Value, out var list) ? list.FindLast(g => g.Counts)?.Value : null;

    /// <summary>What was said at a position of the journal, whether it counts or not.</summary>
    public Judgement? At(Ordinal source, long position)
        => _given.TryGetValue(source.Value, out var list) ? list.Find(g => g.Position == position)?.Value : null;

    /// <summary>The current value if the submissions at <paramref name="positions"/> did (or did not) count.</summary>
    public Judgement? CurrentIf(Ordinal source, HashSet<long> positions, bool count)
        => _given.TryGetValue(source.Value, out var list)
            ? list.FindLast(g => positions.Contains(g.Position) ? count : g.Counts)?.Value
            : null;

    public void Add(long position, IReadOnlyList<Judgement> values)
    {
        foreach (var value in values)
        {
            if (!_given.TryGetValue(value.Source.Value, out var list))
            {
                _given[value.Source.Value] = list = new List<Given>(1);
            }

            list.Add(new Given(position, value));
        }
    }

    public void Switch(long position, IReadOnlyList<Ordinal> sources, bool counts)
    {
        foreach (var source in sources)
        {
            foreach (var given in _given[source.Value])
            {
                if (given.Position == position)
                {
                    given.Counts = counts;
                }
            }
        }
    }

    private sealed class Given(long position, Judgement value)
    {
        public long Position { get; } = position;

        public Judgement Value { get; } = value;

        public bool Counts { get; set; } = true;
    }
}
