using System.Buffers;
using LensGrains.Imaging;
using LensGrains.Learning.Images;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Scoring;

/// <summary>
/// Scores images with one or more members that share a contract, so that each image is read once for all of them. Belongs to the thread that
/// made it.
/// </summary>
public sealed class ImageScorer : IDisposable
{
    private const int BlockRows = 128;

    private readonly List<(ImageMember Member, torch.Generator Generator)> _members = [];
    private readonly torch.Device _device;

    /// <param name="checkpoints">The members.</param>
    /// <param name="device">Where they run.</param>
    /// <exception cref="ArgumentException">There is no member, or they see different images.</exception>
    public ImageScorer(IReadOnlyList<ImageMemberCheckpoint> checkpoints, string device = "cpu")
    {
        if (checkpoints.Count == 0 || checkpoints.Any(c => !c.Contract.Equals(checkpoints[0].Contract) || c.Columns.Count != checkpoints[0].Columns.Count))
        {
            throw new ArgumentException("One or more members that see the same are needed.", nameof(checkpoints));
        }

        Contract = checkpoints[0].Contract;
        _device = torch.device(device);
        foreach (var checkpoint in checkpoints)
        {
            var generator = new torch.Generator((ulong)checkpoint.Seed);
            _members.Add((checkpoint.Create(_device, generator), generator));
        }
    }

    /// <summary>What the members see of a source.</summary>
    public ImageContract Contract { get; }

    /// <summary>Writes each member's score of each row.</summary>
    /// <param name="images">The images; their contract is the members'.</param>
    /// <param name="first">The first row to score.</param>
    /// <param name="scores">Per member [n] float32 in [0, 1]; NaN where a row has no usable image.</param>
    /// <param name="columns">[n, k] catalogue columns of these rows, or null.</param>
    /// <param name="cancellationToken">Checked before every block of 128 rows; the next blocks are read meanwhile.</param>
    public void Score(
        IImageSource images, int first, IReadOnlyList<Memory<float>> scores, float[]? columns = null, CancellationToken cancellationToken = default)
    {
        var count = scores[0].Length;
        var ahead = new Queue<Task<(float[] Rented, int Rows)>>();
        var next = 0;
        for (var at = 0; at < count; at += BlockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (; next < count && ahead.Count <= Environment.ProcessorCount; next += BlockRows)
            {
                var (start, rows) = (first + next, Math.Min(BlockRows, count - next));
                ahead.Enqueue(Task.Run(() => Read(images, start, rows), cancellationToken));
            }

            var (block, read) = ahead.Dequeue().GetAwaiter().GetResult(); // this is a thread made for waiting on devices and files
            ScoreBlock(block, read, [.. scores.Select(s => s.Slice(at, read))], Part(columns, count, at, read));
            ArrayPool<float>.Shared.Return(block);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (member, generator) in _members)
        {
            member.Dispose();
            generator.Dispose();
        }
    }

    private static (float[] Rented, int Rows) Read(IImageSource images, int first, int rows)
    {
        var count = rows * images.Contract.Length;
        var block = ArrayPool<float>.Shared.Rent(count);
        images.Read(Enumerable.Range(first, rows).Select(row => (long)row).ToArray(), block.AsSpan(0, count));
        return (block, rows);
    }

    private void ScoreBlock(float[] images, int rows, Memory<float>[] scores, float[]? columns)
    {
        var count = rows * Contract.Length;
        var unread = UnreadImages.Blank(images.AsSpan(0, count), Contract.Length);
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var input = torch.frombuffer(images, torch.ScalarType.Float32, count).reshape(rows, Contract.Bands, Contract.Size, Contract.Size).to(_device);
        var table = columns is null ? null : torch.tensor(columns, [rows, columns.Length / rows], device: _device);
        for (var m = 0; m < scores.Length; m++)
        {
            _members[m].Member.Predict(input, table).Probability.cpu().data<float>().CopyTo(scores[m].Span);
            foreach (var row in unread)
            {
                scores[m].Span[row] = float.NaN;
            }
        }
    }

    private static float[]? Part(float[]? columns, int count, int at, int rows)
        => columns?[(at * (columns.Length / count))..((at + rows) * (columns.Length / count))];
}
