using LensGrains.Learning.Images;

namespace LensGrains.Learning.Training;

/// <summary>Makes batches of a set's rows on a device. Images that could not be read become blank, with weight zero.</summary>
internal sealed class ImageBatches(LabelledImages set, torch.Device device)
{
    private readonly HashSet<long> _unread = [];
    private readonly int[] _asked = new int[2]; // images of the others and of the lenses that were asked for
    private readonly int[] _read = new int[2]; // and those of them that could be read

    /// <summary>Rows whose image could not be read so far.</summary>
    public IReadOnlyCollection<long> Unread => _unread;

    /// <exception cref="TrainingFailedException">Of one class images were asked for, and not a single one could be read.</exception>
    public void RequireBothClasses()
    {
        for (var side = 0; side < 2; side++)
        {
            if (_asked[side] > 0 && _read[side] == 0)
            {
                throw new TrainingFailedException(
                    TrainingFailureKind.NoImages,
                    $"Not one image of the {(side == 0 ? "other sources" : "lenses")} could be read: {set.Images.FirstFault ?? "they hold values that are not finite"}");
            }
        }
    }

    /// <summary>The rows in this order; the batch belongs to the dispose scope around the call.</summary>
    public ImageBatch Of(ReadOnlySpan<long> rows)
    {
        var images = set.Images.Batch(rows, device, out var unread);
        var (targets, weights) = (new float[rows.Length], new float[rows.Length]);
        Array.Fill(weights, 1);
        unread.ForEach(place => weights[place] = 0);
        for (var i = 0; i < rows.Length; i++)
        {
            targets[i] = set.Targets.Span[(int)rows[i]];
            Count(rows[i], isRead: weights[i] > 0);
        }

        return new ImageBatch(images, torch.tensor(targets, device: device), torch.tensor(weights, device: device), Gather(set.Columns, rows), Gather(set.Truth, rows));
    }

    private void Count(long row, bool isRead)
    {
        var side = set.Positives.Span[(int)row] ? 1 : 0;
        _asked[side]++;
        if (isRead)
        {
            _read[side]++;
        }
        else
        {
            _unread.Add(row);
        }
    }

    private torch.Tensor? Gather(ReadOnlyMemory<float>? table, ReadOnlySpan<long> rows)
    {
        if (table is not { } values)
        {
            return null;
        }

        var width = values.Length / set.Count;
        var gathered = new float[rows.Length * width];
        for (var i = 0; i < rows.Length; i++)
        {
            values.Span.Slice((int)rows[i] * width, width).CopyTo(gathered.AsSpan(i * width));
        }

        return torch.tensor(gathered, [rows.Length, width], device: device);
    }
}
