using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Lanes;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Training;

/// <summary>One training of a member on images: its weights, its optimiser, its random numbers. Belongs to the thread that made it.</summary>
internal sealed class ImageTraining : IDisposable
{
    private const int ScoreRows = 256;

    private readonly LabelledImages _set;
    private readonly ImageMemberOptions _options;
    private readonly HeldOutSplit _split;
    private readonly torch.Device _device;
    private readonly ImageBatches _batches;
    private readonly BatchSampler _sampler;
    private readonly torch.Generator _weights;
    private readonly torch.Generator _changes;
    private readonly ImageOptimizer _optimizer;
    private readonly Augmenter? _augmenter;
    private readonly long[] _drawn;
    private readonly float[]? _heldOutWeights;
    private int _part;

    public ImageTraining(
        LabelledImages set, ImageMemberOptions options, HeldOutSplit split, SafeTensors? start, torch.Device device, ImageMemberFactory create)
    {
        (_set, _options, _split, _device) = (set, options, split, device);
        _weights = new torch.Generator((ulong)SeededRandom.Seed(options.Seed, "weights"));
        _changes = new torch.Generator((ulong)SeededRandom.Seed(options.Seed, "augmentation"));
        Member = create(options, _weights);
        if (start is not null)
        {
            Member.Start(start);
        }

        Member.Module.to(device);
        _optimizer = new ImageOptimizer(Member.Module, options);
        _batches = new ImageBatches(set, device);
        _sampler = new BatchSampler(set, split.Train, options.Seed, options.Bootstrap ? Drawing.Bootstrap : Drawing.Plain);
        _drawn = new long[options.BatchSize];
        _part = options.BatchSize;
        var samples = options.SamplesPerEpoch > 0 ? options.SamplesPerEpoch : set.LabelledOf(split.Train);
        StepsPerEpoch = (samples + options.BatchSize - 1) / options.BatchSize;
        _heldOutWeights = HeldOutWeights();
        _augmenter = Member.Varied(options.Augmentation) is { IsNone: false } varied ? new Augmenter(varied) : null;
    }

    public ImageMember Member { get; }

    public int StepsPerEpoch { get; }

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; private set; }

    /// <summary>The greatest learning rate of the last step.</summary>
    public double Rate { get; private set; }

    /// <summary>Whether both classes are held out, so that the held-out loss can tell when to stop.</summary>
    public bool CanStopEarly => _heldOutWeights is not null;

    /// <summary>Most samples that go through the network at once; smaller than the batch once memory was short.</summary>
    public int Part => _part;

    /// <summary>Rows whose image could not be read.</summary>
    public IReadOnlyCollection<long> Unread => _batches.Unread;

    /// <summary>One step of the optimiser; the batch's loss and what the member says about it.</summary>
    /// <exception cref="TrainingFailedException">The loss is not a number, or not even one sample fits into memory.</exception>
    public StepResult Step()
    {
        _sampler.Draw(_drawn);
        Member.Module.train();
        KeepFrozenNorms();
        var total = (double)StepsPerEpoch * _options.Epochs;
        using var scope = torch.NewDisposeScope();
        var batch = _batches.Of(_drawn);
        if (_augmenter is not null)
        {
            batch = batch with { Images = _augmenter.Apply(batch.Images, _changes) };
        }

        var result = Learn(batch, Math.Min(1, Steps / total));
        var rate = LearningRates.WarmUpThenCosine(Steps, (long)(_options.WarmUp * total), (long)total, _options.LastRate);
        _optimizer.Step(rate);
        Rate = rate * _options.LearningRate;
        Steps++;
        return result;
    }

    /// <exception cref="TrainingFailedException">Of one class images were asked for, and not a single one could be read.</exception>
    public void RequireImages() => _batches.RequireBothClasses();

    /// <summary>The held-out rows' loss (null where it cannot be told) and scores.</summary>
    public (double? Loss, float[] Scores) TestHeldOut()
    {
        var (scores, losses) = (new float[_split.HeldOut.Count], 0.0);
        Member.Module.eval();
        using var frozen = torch.no_grad();
        for (var at = 0; at < scores.Length; at += ScoreRows)
        {
            using var scope = torch.NewDisposeScope();
            using var precision = Precision();
            var rows = _split.HeldOut.Skip(at).Take(ScoreRows).Select(row => (long)row).ToArray();
            var batch = _batches.Of(rows);
            var logits = Member.Logits(batch.Images, batch.Columns).@float();
            logits.sigmoid().cpu().data<float>().CopyTo(scores.AsSpan(at));
            var each = _options.Loss.PerSample(logits, batch.Targets).cpu().data<float>().ToArray();
            for (var i = 0; i < rows.Length; i++)
            {
                losses += each[i] * (_heldOutWeights?[at + i] ?? 0);
            }
        }

        return (_heldOutWeights is null ? null : losses, scores);
    }

    /// <summary>The held-out rows' probabilities, as they are scored.</summary>
    public float[] PredictHeldOut()
    {
        var scores = new float[_split.HeldOut.Count];
        Member.Module.eval();
        using var frozen = torch.no_grad();
        for (var at = 0; at < scores.Length; at += ScoreRows)
        {
            using var scope = torch.NewDisposeScope();
            var batch = _batches.Of([.. _split.HeldOut.Skip(at).Take(ScoreRows).Select(row => (long)row)]);
            Member.Predict(batch.Images, batch.Columns).Probability.cpu().data<float>().CopyTo(scores.AsSpan(at));
        }

        return scores;
    }

    /// <summary>Training images in blocks, as they are scored, each block in a scope of its own.</summary>
    public IEnumerable<torch.Tensor> TrainImages()
    {
        for (var at = 0; at < _split.Train.Count; at += ScoreRows)
        {
            using var scope = torch.NewDisposeScope();
            yield return _batches.Of([.. _split.Train.Skip(at).Take(ScoreRows).Select(row => (long)row)]).Images;
        }
    }

    /// <summary>The optimiser's state, and the random numbers as they stand.</summary>
    public Dictionary<string, StoredTensor> SaveState()
    {
        var tensors = _optimizer.Save();
        tensors["generator.weights"] = State(_weights);
        tensors["generator.augmentation"] = State(_changes);
        return tensors;
    }

    /// <summary>Goes on as if so many steps had been taken that left this behind.</summary>
    public void Continue(SafeTensors member, SafeTensors state, long steps)
    {
        Member.Load(member);
        _optimizer.Load(state);
        Set(_weights, state.Tensors["generator.weights"]);
        Set(_changes, state.Tensors["generator.augmentation"]);
        _sampler.Skip(steps * _drawn.Length);
        Steps = steps;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        Member.Dispose();
        _weights.Dispose();
        _changes.Dispose();
    }

    /// <summary>Gathers the batch's gradient, in parts where it does not fit into memory at once.</summary>
    private StepResult Learn(ImageBatch batch, double progress)
    {
        while (true)
        {
            try
            {
                return LearnInParts(batch, progress);
            }
            catch (Exception e) when (DeviceFaults.IsOutOfMemory(e))
            {
                _optimizer.ZeroGrad();
                _part = _part > 1
                    ? (_part + 1) / 2
                    : throw new TrainingFailedException(TrainingFailureKind.OutOfMemory, "Not even one sample fits into the device's memory.", e);
            }
        }
    }

    private StepResult LearnInParts(ImageBatch batch, double progress)
    {
        var (loss, terms) = (0.0, new SortedDictionary<string, double>(StringComparer.Ordinal));
        _optimizer.ZeroGrad();
        var whole = batch.Weights.sum().item<float>();
        for (var start = 0L; whole > 0 && start < batch.Count; start += _part)
        {
            using var scope = torch.NewDisposeScope();
            var part = batch.Part(start, Math.Min(_part, batch.Count - start));
            var weight = part.Weights.sum().item<float>() / whole;
            if (weight == 0)
            {
                continue;
            }

            var cost = Forward(part, progress);
            (cost.Total * weight).backward();
            loss += weight * RequireNumber(cost.Total.item<float>());
            foreach (var (name, value) in cost.Terms)
            {
                terms[name] = terms.GetValueOrDefault(name) + (weight * value.item<float>());
            }
        }

        return new StepResult(loss, terms);
    }

    private MemberLoss Forward(ImageBatch part, double progress)
    {
        using var precision = Precision();
        return Member.Loss(part, _options.Loss, progress);
    }

    private float RequireNumber(float loss) => float.IsFinite(loss)
        ? loss
        : throw new TrainingFailedException(TrainingFailureKind.Diverged, $"The loss of step {Steps + 1} is not a number: the training diverged.");

    private IDisposable? Precision() => _options.Bfloat16 && MixedPrecision.IsSupported ? MixedPrecision.Bfloat16(_device) : null;

    private void KeepFrozenNorms()
    {
        if (_options.Frozen.Count > 0)
        {
            FrozenParts.FreezeNorms(Member.Module, _options.Frozen);
        }
    }

    private static StoredTensor State(torch.Generator generator)
    {
        using var state = generator.get_state();
        return StoredTensor.Of(state.data<byte>().ToArray());
    }

    private static void Set(torch.Generator generator, StoredTensor stored)
    {
        using var state = torch.tensor(stored.Bytes.ToArray(), [stored.Bytes.Length]);
        generator.set_state(state);
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

/// <summary>What one step said.</summary>
internal sealed record StepResult(double Loss, IReadOnlyDictionary<string, double> Terms);

/// <summary>Makes a member with fresh weights.</summary>
internal delegate ImageMember ImageMemberFactory(ImageMemberOptions options, torch.Generator generator);
