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

    /// <summary>Pixels at a time over all images and bands: memory grows with it. Default a million, which is 85 images of 64 × 64 × 3.</summary>
    public int MostPixels { get; init; } = 1 << 20;
}

/// <summary>Measures the lenses in images with a physics-informed member.</summary>
public sealed class LensMeasurer : IDisposable
{
    private readonly torch.Generator _generator;
    private readonly torch.Device _device;
    private readonly MeasureOptions _options;
    private readonly ImageMember _member;
    private readonly PhysicsMember _physics;

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
        try
        {
            _member = checkpoint.Create(_device, _generator);
        }
        catch
        {
            _generator.Dispose();
            throw;
        }

        _physics = Undecorated(_member);
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
        var batch = Math.Max(1, _options.MostPixels / images.Contract.Length);
        for (var start = 0; start < images.Count; start += batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var measured in Batch(images, start, Math.Min(batch, images.Count - start), cancellationToken))
            {
                yield return measured;
            }
        }
    }

    private LensMeasurement?[] Batch(IImageSource images, int start, int count, CancellationToken cancellationToken)
    {
        using var scope = torch.NewDisposeScope();
        long[] rows = [.. Enumerable.Range(start, count).Select(row => (long)row)];
        var (answer, scores) = Infer(images.Batch(rows, _device, out var unread));
        var found = Array.ConvertAll(scores, score => (LensMeasurement?)new LensMeasurement(score, [], [], double.NaN));
        int[] chosen = [.. Enumerable.Range(0, count).Where(i => scores[i] >= _options.LeastScore).Except(unread)];
        if (chosen.Length > 0)
        {
            Fill(found, chosen, answer.Take(torch.tensor(Array.ConvertAll(chosen, place => (long)place), device: _device)), cancellationToken);
        }

        foreach (var place in unread)
        {
            found[place] = null;
        }

        return found;
    }

    private static PhysicsMember Undecorated(ImageMember member) => member is DecoratedMember decorated ? Undecorated(decorated.Inner) : (PhysicsMember)member;

    // The score is that of the whole member: what is put around the network may score otherwise, such as by the mean over its passes.
    private (PhysicsAnswer Answer, double[] Scores) Infer(torch.Tensor images)
    {
        using var frozen = torch.no_grad();
        var answer = _physics.Network.Infer(images);
        return (answer, RefinementFit.Values(_member == _physics ? answer.Logits.sigmoid() : _member.Predict(images, null).Probability));
    }

    private void Fill(LensMeasurement?[] found, int[] places, PhysicsAnswer answer, CancellationToken cancellationToken)
    {
        var seeing = _options.SeeingArcsec is { } width ? torch.full([places.Length], width, torch.float32, _device) : null;
        var estimate = _options.Refinement is { } refinement ? LensRefinement.Refine(_physics.Network, answer, refinement, seeing, cancellationToken) : answer.Parameters;
        using var frozen = torch.no_grad();
        var unexplained = RefinementFit.Values(_physics.Network.Reconstruct(answer.Residuals, estimate.Means, seeing).Unexplained);
        var (means, deviations) = (RefinementFit.Values(estimate.Means), RefinementFit.Values((estimate.LogVariances / 2).exp()));
        for (var i = 0; i < places.Length; i++)
        {
            var row = i * LensParameters.Count;
            found[places[i]] = found[places[i]]! with
            {
                Parameters = means[row..(row + LensParameters.Count)], Deviations = deviations[row..(row + LensParameters.Count)], Unexplained = unexplained[i],
            };
        }
    }
}
