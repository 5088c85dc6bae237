namespace LensGrains.Learning.Augmentations;

/// <summary>
/// Varies a batch of images, every sample by a draw of its own: orientation, shift, zoom, seeing, brightness and at last noise, as light
/// meets them. The same generator state gives the same bits. Draws are made on the processor, the work is done on the batch's device.
/// </summary>
public sealed class Augmenter
{
    private readonly Augmentation _options;

    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    public Augmenter(Augmentation options)
    {
        options.Validate();
        _options = options;
    }

    /// <summary>Images [b, c, y, x] of finite real numbers → [b, c, y, x] of the same type; the result belongs to the scope around the call.</summary>
    /// <exception cref="ArgumentException">These are no images, or they are not larger than the largest shift.</exception>
    public torch.Tensor Apply(torch.Tensor images, torch.Generator generator)
    {
        if (images.shape is not [_, _, >= 2 and var height, >= 2 and var width] || Math.Min(height, width) <= _options.ShiftPixels)
        {
            throw new ArgumentException(
                $"Images [b, c, y, x] of at least 2 pixels and more than the shift of {_options.ShiftPixels} are needed; these are [{string.Join(", ", images.shape)}].");
        }

        using var scope = torch.NewDisposeScope();
        var sky = _options.NoiseShare > 0 ? SkyNoise.Of(images) : null;
        var varied = Placed(images, generator);
        if (_options.PsfPixels > 0)
        {
            varied = Blur.Apply(varied, Uniform(images, generator, 1) * _options.PsfPixels);
        }

        varied = Scaled(varied, generator);
        return Noisy(varied, sky, generator).MoveToOuterDisposeScope();
    }

    private torch.Tensor Placed(torch.Tensor images, torch.Generator generator)
    {
        var placed = images.alias();
        if (_options.Orientations)
        {
            placed = Orientation.Turn(placed, Orientation.Draw(placed, generator));
        }

        if (_options.ShiftPixels > 0)
        {
            placed = Shift.Apply(placed, Steps(images, generator), Steps(images, generator));
        }

        return _options.Zoom > 0 ? Magnification.Apply(placed, Factors(images, generator, 1, _options.Zoom)) : placed;
    }

    private torch.Tensor Scaled(torch.Tensor images, torch.Generator generator)
    {
        var scaled = images;
        if (_options.FluxScale > 0)
        {
            scaled *= Factors(images, generator, 1, _options.FluxScale);
        }

        return _options.BandJitter > 0 ? scaled * Factors(images, generator, images.shape[1], _options.BandJitter) : scaled;
    }

    private torch.Tensor Noisy(torch.Tensor images, torch.Tensor? sky, torch.Generator generator)
    {
        if (sky is null)
        {
            return images;
        }

        var share = Uniform(images, generator, 1) * _options.NoiseShare;
        var white = torch.randn(images.shape, images.dtype, generator: generator).to(images.device);
        return images + (white * (share * sky));
    }

    // Whole pixels [b, 1, 1, 1], each of -s to s equally often.
    private torch.Tensor Steps(torch.Tensor images, torch.Generator generator)
        => ((Uniform(images, generator, 1) * ((2 * _options.ShiftPixels) + 1)).floor() - _options.ShiftPixels).to(torch.int64);

    // Log-uniform in 1/(1 + largest) to 1 + largest, [b, columns, 1, 1]: as often smaller as larger.
    private static torch.Tensor Factors(torch.Tensor images, torch.Generator generator, long columns, double largest)
        => (((Uniform(images, generator, columns) * 2) - 1) * Math.Log(1 + largest)).exp();

    private static torch.Tensor Uniform(torch.Tensor images, torch.Generator generator, long columns)
        => torch.rand([images.shape[0], columns, 1, 1], images.dtype, generator: generator).to(images.device);
}
