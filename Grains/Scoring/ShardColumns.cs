using LensGrains.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces.Scoring;
using LensGrains.Grains.Members;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Jobs;
using LensGrains.Learning.Members;
using LensGrains.Learning.Scoring;
using LensGrains.Learning.Training;

namespace LensGrains.Grains.Scoring;

/// <summary>
/// The scores of one shard by several members, on the device's thread: those on embeddings in one pass over the vectors, those over neighbours in
/// one pass per number and radius, those on images in one pass per kind of image, so that nothing is read twice for two members that see the same.
/// </summary>
internal sealed class ShardColumns(Catalog catalog, ShardOrder order, string device, JobContext job)
{
    private readonly int _rows = Math.Clamp(order.Manifest.Sources - (order.Shard * Ordinal.ShardSize), 0, Ordinal.ShardSize);

    /// <summary>A column per member, <c>[rows]</c> float32; NaN where a source has no vector or no readable image.</summary>
    public float[][] Score(IReadOnlyList<SafeTensors> members, CancellationToken cancellationToken)
    {
        var columns = members.Select(_ => new float[_rows]).ToArray();
        Array.ForEach(columns, column => Array.Fill(column, float.NaN));
        var numbers = Enumerable.Range(0, members.Count).ToLookup(i => ImageMemberCheckpoint.Is(members[i]));
        var onVectors = numbers[false].Select(i => (Column: columns[i], Checkpoint: Seen(MemberCheckpoint.Of(members[i]))));
        foreach (var alike in onVectors.GroupBy(member => (member.Checkpoint.Shape.Neighbours, member.Checkpoint.Shape.RadiusArcsec)))
        {
            Action<IReadOnlyList<MemberCheckpoint>, float[][], CancellationToken> score = alike.Key.Neighbours > 0 ? ScoreFields : ScoreVectors;
            score([.. alike.Select(m => m.Checkpoint)], [.. alike.Select(m => m.Column)], cancellationToken);
        }

        var seen = numbers[true].Select(i => (Column: columns[i], Checkpoint: ImageMemberCheckpoint.Of(members[i])));
        foreach (var alike in seen.GroupBy(member => (member.Checkpoint.Contract, Columns: string.Join(',', member.Checkpoint.Columns.Select(c => c.Name)))))
        {
            ScoreImages([.. alike.Select(m => m.Checkpoint)], [.. alike.Select(m => m.Column)], cancellationToken);
        }

        return columns;
    }

    /// <exception cref="CheckpointException">The member has seen another set of embeddings.</exception>
    private MemberCheckpoint Seen(MemberCheckpoint member) => member.Lineage.Features is { } seen && seen != order.Manifest.Embedding
        ? throw new CheckpointException($"The member has seen the features '{seen}', the round has '{order.Manifest.Embedding}'.")
        : member;

    private void ScoreVectors(IReadOnlyList<MemberCheckpoint> members, float[][] columns, CancellationToken cancellationToken)
    {
        using var scorer = new MemberScorer(members, device);
        foreach (var block in catalog.Embeddings(order.Manifest.Embedding).Rows(order.Shard))
        {
            var count = Math.Min(block.Count, _rows - block.FirstRow);
            if (count > 0 && !block.IsMissing)
            {
                scorer.Score(
                    block.Vectors[..(count * block.Dimension)], [.. columns.Select(c => c.AsMemory(block.FirstRow, count))], cancellationToken);
                job.Report((double)(block.FirstRow + count) / _rows, "scoring");
            }
        }
    }

    private void ScoreFields(IReadOnlyList<MemberCheckpoint> members, float[][] columns, CancellationToken cancellationToken)
    {
        using var scorer = new FieldScorer(members, device);
        int[] sources = [.. Enumerable.Range(order.Shard * Ordinal.ShardSize, _rows)];
        scorer.Score(
            CatalogField.Of(catalog, order.Manifest), sources, [.. columns.Select(c => c.AsMemory())],
            done => job.Report((double)done / _rows, "scoring neighbours"), cancellationToken);
    }

    private void ScoreImages(IReadOnlyList<ImageMemberCheckpoint> members, float[][] columns, CancellationToken cancellationToken)
    {
        const int rowsAtOnce = 1024;
        using var scorer = new ImageScorer(members, device);
        Ordinal[] sources = [.. Enumerable.Range(order.Shard * Ordinal.ShardSize, _rows).Select(ordinal => new Ordinal(ordinal))];
        var images = new CatalogImages(catalog, sources, scorer.Contract);
        string[] names = [.. members[0].Columns.Select(column => column.Name)];
        for (var first = 0; first < _rows; first += rowsAtOnce)
        {
            var count = Math.Min(rowsAtOnce, _rows - first);
            float[]? catalogued = names.Length > 0 ? CatalogColumns.Gather(catalog, sources[first..(first + count)], names) : null;
            scorer.Score(images, first, [.. columns.Select(c => c.AsMemory(first, count))], catalogued, cancellationToken);
            job.Report((double)(first + count) / _rows, "scoring images");
        }
    }
}
