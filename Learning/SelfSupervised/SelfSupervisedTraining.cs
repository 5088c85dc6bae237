using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Embeddings;
using LensGrains.Learning.Images;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.SelfSupervised;

/// <summary>One training in progress: the model, its optimiser and the pool. Belongs to the thread that made it.</summary>
internal sealed class SelfSupervisedTraining : IDisposable
{
    private const int SpreadSample = 512;

    private readonly SelfSupervisedOptions _options;
    private readonly torch.Device _device;
    private readonly torch.Generator _generator;
    private readonly Augmenter _augmenter;
    private readonly long[] _order;
    private readonly long[] _sample;
    private readonly long[] _train;
    private readonly long[] _heldOut;

    public SelfSupervisedTraining(IImageSource pool, PretrainTargets? targets, SelfSupervisedOptions options, torch.Device device)
    {
        (Pool, Targets, _options, _device) = (pool, targets, options, device);
        (_train, _heldOut) = targets?.Split(options.Seed) ?? ([.. Enumerable.Range(0, pool.Count).Select(row => (long)row)], []);
        _generator = new torch.Generator((ulong)SeededRandom.Seed(options.Seed, "encoder"));
        Model = SelfSupervisedModel.Create(options, pool.Contract.Bands, pool.Contract.Size, targets?.Names.Count ?? 0, _generator).to(device);
        Optimizer = torch.optim.AdamW(Model.Learned, lr: options.LearningRate, weight_decay: options.WeightDecay);
        _augmenter = new Augmenter(options.Augmentation);
        _order = new long[_train.Length];
        BatchSize = Math.Min(options.BatchSize, _train.Length);
        BatchesPerEpoch = _train.Length / BatchSize;
        long[] drawn = [.. _train];
        SeededRandom.Of(options.Seed, "spread").Shuffle(drawn);
        _sample = drawn[..Math.Min(SpreadSample, drawn.Length)];
    }

    public IImageSource Pool { get; }

    public PretrainTargets? Targets { get; }

    public SelfSupervisedModel Model { get; }

    public AdamW Optimizer { get; }

    public int BatchSize { get; }

    /// <summary>Whole batches; the images left over are others in each epoch.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>Order, augmentation and dropout of an epoch follow from its number alone.</summary>
    /// <param name="epoch">From 0.</param>
    public void BeginEpoch(int epoch)
    {
        _train.CopyTo(_order, 0);
        SeededRandom.Of(_options.Seed, $"order {epoch}").Shuffle(_order);
        _generator.manual_seed(SeededRandom.Seed(_options.Seed, $"epoch {epoch}"));
        Model.train();
    }

    /// <summary>One step of the optimiser; the loss before it. Where that is no number, no step is taken.</summary>
    /// <param name="batch">From 0.</param>
    /// <param name="rate">The learning rate as a share of its peak.</param>
    /// <param name="progress">Share of the training done after it.</param>
    public double Step(int batch, double rate, double progress)
    {
        using var scope = torch.NewDisposeScope();
        var rows = _order.AsSpan(batch * BatchSize, BatchSize);
        var images = Pool.Batch(rows, _device, out _);
        var loss = Model.Loss(_augmenter.Apply(images, _generator), _augmenter.Apply(images, _generator), Targets?.Batch(rows, _device));
        var value = loss.item<float>();
        if (!float.IsFinite(value))
        {
            return value;
        }

        Optimizer.zero_grad();
        loss.backward();
        torch.nn.utils.clip_grad_norm_(Model.Learned, _options.GradientNorm);
        LearningRates.Apply(Optimizer, rate);
        Optimizer.step();
        Model.AfterStep(progress);
        return value;
    }

    /// <summary>How the encoder's features of a fixed sample spread.</summary>
    public EmbeddingSpread Spread()
    {
        Model.eval();
        using var encoder = ImageEncoder.Around(Model.Encoder, _options.Network, Pool.Contract, _device);
        var features = new ImageEmbedder(encoder).Features(Pool, _sample);
        var read = features.Chunk(encoder.Width).Where(row => float.IsFinite(row[0])).SelectMany(row => row).ToArray();
        return EmbeddingSpread.Of(read, encoder.Width);
    }

    /// <summary>How well each column is told from images that did not train; empty where none are learned.</summary>
    public IReadOnlyList<ColumnFit> Fits()
    {
        if (Targets is not { } targets || Model is not ColumnsModel model)
        {
            return [];
        }

        var pairs = targets.Names.Select(_ => new List<(double Truth, double Predicted)>()).ToArray();
        model.eval();
        using var frozen = torch.no_grad();
        foreach (var rows in _heldOut.Chunk(BatchSize))
        {
            using var scope = torch.NewDisposeScope();
            var predicted = model.Predict(Pool.Batch(rows, _device, out var unread)).cpu().data<float>().ToArray();
            for (var i = 0; i < predicted.Length; i++)
            {
                var (row, column) = (i / targets.Names.Count, i % targets.Names.Count);
                if (targets.Value(rows[row], column) is var truth && float.IsFinite(truth) && !unread.Contains(row))
                {
                    pairs[column].Add((truth, (predicted[i] * targets.Deviations[column]) + targets.Means[column]));
                }
            }
        }

        return [.. targets.Names.Zip(pairs, ColumnFit.Of)];
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Model.Dispose();
        _generator.Dispose();
    }
}
