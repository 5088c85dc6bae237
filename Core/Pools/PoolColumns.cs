using System.Collections.Immutable;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Pools;

/// <summary>
/// One pool: up to 65,536 consecutive sources as columns of status, score and uncertainty (9 bytes a source; 17 with priors).
/// Not safe for concurrent use.
/// </summary>
/// <param name="shard">The pool's number; its first ordinal is <c>shard * 65,536</c>.</param>
public sealed class PoolColumns(int shard)
{
    private const byte LabelledFlag = 0x80;
    private static readonly int StatusKinds = Enum.GetValues<RowStatus>().Length;

    private readonly int[] _counts = new int[StatusKinds];
    private byte[] _status = []; // the catalogue's status, plus LabelledFlag; 0 means "may be dealt"
    private float[] _score = [];
    private float[] _uncertainty = [];
    private float[]? _oddity;
    private float[]? _diversityRank;

    /// <summary>The pool's number.</summary>
    public int Shard { get; } = shard;

    /// <summary>Sources in the pool, 0 to 65,536.</summary>
    public int Count { get; private set; }

    /// <summary>The round of the scores; 0 before the first.</summary>
    public int Round { get; private set; }

    /// <summary>Mean scores, one per source, NaN where there is none.</summary>
    public ReadOnlySpan<float> Scores => _score.AsSpan(0, Count);

    /// <summary>Population standard deviations between members, one per source, NaN where there is none.</summary>
    public ReadOnlySpan<float> Uncertainties => _uncertainty.AsSpan(0, Count);

    /// <summary>Sources with this status.</summary>
    public int CountOf(RowStatus status) => _counts[(int)status];

    /// <summary>The status of one source. A catalogue's verdict (known lens, excluded, tombstoned, unreadable) hides a label.</summary>
    public RowStatus StatusOf(Ordinal source) => Effective(_status[RowOf(source)]);

    /// <summary>Appends unscored, available sources until the pool holds <paramref name="count"/>; fewer than it holds is an error.</summary>
    public void Grow(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Ordinal.ShardSize);
        if (count > _status.Length)
        {
            Reserve(Math.Min(Ordinal.ShardSize, Math.Max(count, 2 * _status.Length)));
        }

        _counts[(int)RowStatus.Available] += count - Count;
        Count = count;
    }

    /// <summary>
    /// Sets what the catalogue and the campaign say of a source. Whether it is labelled is kept apart (<see cref="SetLabelled"/>),
    /// so a label comes back into view when an exclusion is lifted.
    /// </summary>
    public void SetStatus(Ordinal source, RowStatus status)
    {
        if (status == RowStatus.Labelled)
        {
            throw new ArgumentException("A label is set and taken back with SetLabelled.", nameof(status));
        }

        var row = RowOf(source);
        Change(row, (byte)((_status[row] & LabelledFlag) | (byte)status));
    }

    /// <summary>Marks a source as settled by its labels, or (undo, relabel) as open again.</summary>
    public void SetLabelled(Ordinal source, bool labelled)
    {
        var row = RowOf(source);
        Change(row, (byte)(labelled ? _status[row] | LabelledFlag : _status[row] & ~LabelledFlag));
    }

    /// <summary>
    /// Replaces all scores by those of <paramref name="round"/>. Sources behind the end of the columns (they came after the round's
    /// manifest) and non-finite values count as unscored.
    /// </summary>
    /// <param name="round">The published round, or 0 with empty columns to forget all scores.</param>
    /// <param name="mean">Mean score per source, [n] float32 with n at most <see cref="Count"/>.</param>
    /// <param name="standardDeviation">Population standard deviation between members, same length.</param>
    public void LoadScores(int round, ReadOnlySpan<float> mean, ReadOnlySpan<float> standardDeviation)
    {
        if (mean.Length != standardDeviation.Length || mean.Length > Count)
        {
            throw new ArgumentException($"Columns of {mean.Length} and {standardDeviation.Length} scores for {Count} sources.", nameof(mean));
        }

        CopyFinite(mean, _score);
        CopyFinite(standardDeviation, _uncertainty);
        Round = round;
    }

    /// <summary>Loads what orders the sources before there is a model. NaN or missing at the end: no prior.</summary>
    /// <param name="oddity">How unlike the others, [n] float32; larger is odder.</param>
    /// <param name="diversityRank">Place in the greedy covering, [n] float32, 0 first.</param>
    public void LoadPriors(ReadOnlySpan<float> oddity, ReadOnlySpan<float> diversityRank)
    {
        if (oddity.Length > Count || diversityRank.Length > Count)
        {
            throw new ArgumentException($"Priors of {oddity.Length} and {diversityRank.Length} for {Count} sources.", nameof(oddity));
        }

        CopyFinite(oddity, _oddity = new float[_status.Length]);
        CopyFinite(diversityRank, _diversityRank = new float[_status.Length]);
    }

    /// <summary>The best available sources under a criterion, for exactly the round asked for.</summary>
    public HeadAnswer Head(HeadQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Count, 1);
        if (query.Round != Round)
        {
            return new HeadAnswer(Round, null);
        }

        var wanted = Math.Min(query.Count, Ordinal.ShardSize);
        var best = new BestRows(Math.Min(wanted, Count) + 1, query.After); // one more tells whether there is more
        Scan(query, best);
        var places = best.Sorted();
        var items = ImmutableArray.CreateBuilder<HeadItem>(Math.Min(wanted, places.Length));
        foreach (var place in places[..items.Capacity])
        {
            items.Add(ItemAt(place));
        }

        return new HeadAnswer(Round, new HeadRun(
            query.Criterion, Round, Shard, query.After, items.MoveToImmutable(), HasMore: places.Length > wanted));
    }

    private void Scan(HeadQuery query, BestRows best)
    {
        var status = _status.AsSpan(0, Count);
        var first = Shard * Ordinal.ShardSize;
        switch (query.Criterion)
        {
            case HeadCriterion.Highest:
                HeadSelection.ScanColumn(default(LargestFirst), Scores, status, first, best);
                break;
            case HeadCriterion.Uncertain:
                HeadSelection.ScanColumn(default(LargestFirst), Uncertainties, status, first, best);
                break;
            case HeadCriterion.NearThreshold:
                HeadSelection.ScanColumn(new NearestFirst(ThresholdOf(query)), Scores, status, first, best);
                break;
            case HeadCriterion.Random:
                HeadSelection.ScanRandom(query.Seed, status, first, best);
                break;
            case HeadCriterion.Odd:
                HeadSelection.ScanColumn(default(LargestFirst), _oddity.AsSpan(0, _oddity is null ? 0 : Count), status, first, best);
                break;
            case HeadCriterion.Diverse:
                HeadSelection.ScanColumn(
                    default(SmallestFirst), _diversityRank.AsSpan(0, _diversityRank is null ? 0 : Count), status, first, best);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(query), query.Criterion, "Unknown criterion.");
        }
    }

    private static double ThresholdOf(HeadQuery query) => query.Threshold is { } threshold && double.IsFinite(threshold)
        ? threshold
        : throw new ArgumentException("NearThreshold needs a finite threshold.", nameof(query));

    private HeadItem ItemAt(HeadKey place)
    {
        var (score, uncertainty) = (_score[place.Ordinal.Row], _uncertainty[place.Ordinal.Row]);
        return new HeadItem(
            place.Ordinal, place.Key, float.IsNaN(score) ? null : score, float.IsNaN(uncertainty) ? null : uncertainty);
    }

    private void Change(int row, byte status)
    {
        _counts[(int)Effective(_status[row])]--;
        _counts[(int)Effective(status)]++;
        _status[row] = status;
    }

    private int RowOf(Ordinal source) => source.Shard == Shard && source.Row < Count
        ? source.Row
        : throw new ArgumentOutOfRangeException(nameof(source), source, $"Pool {Shard} holds {Count} sources.");

    private static RowStatus Effective(byte status) => status == LabelledFlag ? RowStatus.Labelled : (RowStatus)(status & ~LabelledFlag);

    private void Reserve(int capacity)
    {
        Array.Resize(ref _status, capacity);
        ResizeUnscored(ref _score, capacity);
        ResizeUnscored(ref _uncertainty, capacity);
        if (_oddity is not null)
        {
            ResizeUnscored(ref _oddity, capacity);
        }

        if (_diversityRank is not null)
        {
            ResizeUnscored(ref _diversityRank, capacity);
        }
    }

    private static void ResizeUnscored(ref float[] column, int capacity)
    {
        var old = column.Length;
        Array.Resize(ref column, capacity);
        column.AsSpan(old).Fill(float.NaN);
    }

    private static void CopyFinite(ReadOnlySpan<float> values, Span<float> column)
    {
        column.Fill(float.NaN);
        for (var i = 0; i < values.Length; i++)
        {
            column[i] = float.IsFinite(values[i]) ? values[i] : float.NaN;
        }
    }
}
