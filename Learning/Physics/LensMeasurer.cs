using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Images;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Physics;

/// <summary>How lenses are measured.</summary>
public sealed record MeasureOptions
{
    /// <summary>Refines the parameters of sources with at least <see cref="LeastScore"/>; null: the network's own estimate is taken.</summary>
    public RefinementOptions? Refinement { get; init; }

    /// <summary>Sources with a lower score are only scored. Default 0: all are measured.</summary>
    public double LeastScore { get; init; }

    /// <summary>Full width of the seeing at half maximum, arcseconds; null: that of the member's options.</summary>
    public double? SeeingArcsec { get; init; }

    /// <summary>Images at a time. Default 64.</summary>
    public int BatchSize { get; init; } = 64;
}

/// <summary>Measures the lenses in images with a physics-informed member.</summary>
public sealed class LensMeasurer : IDisposable
{
    private readonly torch.Generator _generator;
    private readonly torch.Device _device;
    private readonly MeasureOptions _options;
    private readonly PhysicsMember _member;

    /// <param name="checkpoint">The member.</param>
    /// <param name="options">How.</param>
    /// <param name="device"><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <exception cref="CheckpointException">It is a member that tells no parameters.</exception>
    public LensMeasurer(ImageMemberCheckpoint checkpoint, MeasureOptions options, string device = "cpu")
    {
        if (!PhysicsMembers.Knows(checkpoint.Kind))
        {
            throw new CheckpointException(
                $"A member of the kind '{checkpoint.Kind}' tells no parameters of lenses; {string.Join(" and ", PhysicsMembers.Kinds)} do.");
        }

        (_device, _options, _generator) = (torch.device(device), options, new torch.Generator((ulong)checkpoint.Seed));
        _member = (PhysicsMember)checkpoint.Create(_device, _generator);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _member.Dispose();
        _generator.Dispose();
    }

    /// <summary>
    /// Row by row what the images say, in their order; null for an image that cannot be read. A source below
    /// <see cref="MeasureOptions.LeastScore"/> has a score and no parameters.
    /// </summary>
    /// <param name="images">As the member's contract wants them.</param>
    /// <param name="cancellationToken">Checked before every batch.</param>
    public IEnumerable<LensMeasurement?> Measure(IImageSource images, CancellationToken cancellationToken = default)
    {
        for (var start = 0; start < images.Count; start += _options.BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var measured in Batch(images, start, Math.Min(_options.BatchSize, images.Count - start)))
            {
                yield return measured;
            }
        }
    }

    private LensMeasurement?[] Batch(IImageSource images, int start, int count)
    {
        using var scope = torch.NewDisposeScope();
        long[] rows = [.. Enumerable.Range(start, count).Select(row => (long)row)];
        var answer = Infer(images.Batch(rows, _device, out var unread));
        var scores = answer.Logits.sigmoid().to(torch.float64).cpu().data<double>().ToArray();
        var found = Array.ConvertAll(scores, score => (LensMeasurement?)new LensMeasurement(score, [], [], double.NaN));
        int[] chosen = [.. Enumerable.Range(0, count).Where(i => scores[i] >= _options.LeastScore).Except(unread)];
        if (chosen.Length > 0)
        {
            Fill(found, chosen, Only(answer, chosen));
        }

        foreach (var place in unread)
        {
            found[place] = null;
        }

        return found;
    }

    private PhysicsAnswer Infer(torch.Tensor images)
    {
        using var frozen = torch.no_grad();
        return _member.Network.Infer(images);
    }

    private PhysicsAnswer Only(PhysicsAnswer answer, int[] places)
    {
        var index = torch.tensor(Array.ConvertAll(places, place => (long)place), device: _device);
        return new PhysicsAnswer(
            answer.Logits.index_select(0, index),
            new ParameterEstimate(answer.Parameters.Means.index_select(0, index), answer.Parameters.LogVariances.index_select(0, index)),
            answer.Residuals.index_select(0, index));
    }

    private void Fill(LensMeasurement?[] found, int[] places, PhysicsAnswer answer)
    {
        var seeing = _options.SeeingArcsec is { } width ? torch.full([places.Length], width, torch.float32, _device) : null;
        var estimate = _options.Refinement is { } refinement ? LensRefinement.Refine(_member.Network, answer, refinement, seeing) : answer.Parameters;
        using var frozen = torch.no_grad();
        var unexplained = Values(_member.Network.Reconstruct(answer.Residuals, estimate.Means, seeing).Unexplained);
        var (means, deviations) = (Values(estimate.Means), Values((estimate.LogVariances / 2).exp()));
        for (var i = 0; i < places.Length; i++)
        {
            var row = i * LensParameters.Count;
            found[places[i]] = found[places[i]]! with
            {
                Parameters = means[row..(row + LensParameters.Count)], Deviations = deviations[row..(row + LensParameters.Count)], Unexplained = unexplained[i],
            };
        }
    }

    private static double[] Values(torch.Tensor tensor) => tensor.to(torch.float64).cpu().contiguous().data<double>().ToArray();
}
