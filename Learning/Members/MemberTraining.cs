using LensGrains.Learning.Checkpoints;

namespace LensGrains.Learning.Members;

/// <summary>One training in progress: the network, its optimiser and the set on the device. Belongs to the thread that made it.</summary>
internal sealed class MemberTraining : IDisposable
{
    private const int SmallestBatch = 64;

    private readonly TrainingSet _set;
    private readonly MemberOptions _options;
    private readonly HeldOutSplit _split;
    private readonly FeatureScale _scale;
    private readonly MemberModel _model;
    private readonly AdamW _optimizer;
    private readonly BatchSampler _sampler;
    private readonly torch.Generator _generator;
    private readonly MemberRows _rows;
    private readonly torch.Tensor _targets;
    private readonly torch.Tensor? _heldOut;
    private readonly torch.Tensor? _heldOutWeights;
    private readonly long[] _drawn;

    public MemberTraining(TrainingSet set, MemberOptions options, HeldOutSplit split, MemberCheckpoint? parent, torch.Device device)
    {
        _set = set;
        _options = options;
        _split = split;
        _scale = parent?.Scale ?? set.Pool ?? FeatureScale.Of(set, split.Train);
        _generator = new torch.Generator((ulong)SeededRandom.Seed(options.Seed, "weights"));
        _model = MemberShape.Of(set.Dimensions, options).Create(options.Dropout, _generator);
        _model.Module.to(device);
        _optimizer = torch.optim.AdamW(_model.Module.parameters(), lr: options.LearningRate, weight_decay: options.WeightDecay);
        if (parent is not null)
        {
            MemberStates.Load(parent, _model.Module, _optimizer);
        }

        _sampler = new BatchSampler(set, split.Train, options.Seed, options.Bootstrap ? Drawing.Bootstrap : Drawing.Plain);
        _rows = new MemberRows(set, _scale, device);
        _targets = torch.tensor(set.Targets.ToArray(), device: device);
        _drawn = new long[Math.Min(options.BatchSize, Math.Max(SmallestBatch, 2 * split.Train.Count))];
        BatchesPerEpoch = (set.LabelledOf(split.Train) + options.BatchSize - 1) / options.BatchSize;
        if (split.HeldOut.Count > 0)
        {
            _heldOut = torch.tensor(split.HeldOut.Select(row => (long)row).ToArray(), device: device);
            _heldOutWeights = HeldOutWeights() is { } weights ? torch.tensor(weights, device: device) : null;
        }
    }

    public int BatchesPerEpoch { get; }

    /// <summary>Whether both classes are held out, so that the held-out loss can tell when to stop.</summary>
    public bool CanStopEarly => _heldOutWeights is not null;

    /// <summary>One epoch of steps; the mean loss of its batches.</summary>
    public double RunEpoch(CancellationToken cancellationToken)
    {
        var total = 0.0;
        _model.Module.train();
        for (var batch = 0; batch < BatchesPerEpoch; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            _sampler.Draw(_drawn);
            var rows = torch.tensor(_drawn, device: _targets.device);
            var logits = _model.Logits(_rows, rows);
            var loss = Losses(logits, Smoothed(_targets.index_select(0, rows))).mean();
            _optimizer.zero_grad();
            loss.backward();
            _optimizer.step();
            total += loss.item<float>();
        }

        return total / BatchesPerEpoch;
    }

    /// <summary>The held-out rows' loss (null where it cannot be told) and scores.</summary>
    public (double? Loss, float[] Scores) TestHeldOut()
    {
        if (_heldOut is null)
        {
            return (null, []);
        }

        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        _model.Module.eval();
        var logits = _model.Logits(_rows, _heldOut);
        double? loss = _heldOutWeights is null
            ? null
            : (Losses(logits, _targets.index_select(0, _heldOut)) * _heldOutWeights).sum().item<float>();
        return (loss, logits.sigmoid().cpu().data<float>().ToArray());
    }

    /// <summary>The weights and the optimiser's state as they are now.</summary>
    public Dictionary<string, StoredTensor> Snapshot()
    {
        var tensors = MemberStates.Save(_model.Module, _optimizer);
        tensors["feature.mean"] = StoredTensor.Of(_scale.Mean.ToArray(), _scale.Dimensions);
        tensors["feature.deviation"] = StoredTensor.Of(_scale.Deviation.ToArray(), _scale.Dimensions);
        return tensors;
    }

    /// <summary>The dropout's random numbers as they stand, as bytes.</summary>
    public byte[] GeneratorState()
    {
        using var state = _generator.get_state();
        return state.data<byte>().ToArray();
    }

    /// <summary>Goes on as if <paramref name="epochs"/> epochs had been run that left this behind.</summary>
    public void Continue(MemberCheckpoint now, byte[] generator, int epochs)
    {
        MemberStates.Load(now, _model.Module, _optimizer);
        using var state = torch.tensor(generator, [generator.Length]);
        _generator.set_state(state);
        _sampler.Skip((long)epochs * BatchesPerEpoch * _drawn.Length);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _model.Dispose();
        _generator.Dispose();
        _rows.Dispose();
        _targets.Dispose();
        _heldOut?.Dispose();
        _heldOutWeights?.Dispose();
    }

    private torch.Tensor Smoothed(torch.Tensor targets)
        => _options.LabelSmoothing == 0 ? targets : (targets * (1 - _options.LabelSmoothing)) + (_options.LabelSmoothing / 2);

    // Cross-entropy per sample, or the focal loss (1 - p_t)^γ · BCE with p_t = exp(-BCE).
    private torch.Tensor Losses(torch.Tensor logits, torch.Tensor targets)
    {
        var bce = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction: torch.nn.Reduction.None);
        return _options.FocalGamma == 0 ? bce : (1 - (-bce).exp()).pow(_options.FocalGamma) * bce;
    }

    // Both classes weigh one half together; null where one is missing.
    private float[]? HeldOutWeights()
    {
        var positives = _split.HeldOut.Count(row => _set.Positives.Span[row]);
        var negatives = _split.HeldOut.Count - positives;
        return positives == 0 || negatives == 0
            ? null
            : _split.HeldOut.Select(row => 0.5f / (_set.Positives.Span[row] ? positives : negatives)).ToArray();
    }
}
