using System.Globalization;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Training;

/// <summary>How the weights of a <see cref="SwagMember"/> are collected and drawn.</summary>
/// <param name="Draws">Draws that score, 2 or more.</param>
/// <param name="From">Share of the epochs after which weights are collected.</param>
/// <param name="Rank">Most deviations kept.</param>
internal readonly record struct SwagOptions(int Draws, double From, int Rank);

/// <summary>
/// A member whose score is the mean over draws from the distribution of weights that its training ended in (SWAG: Maddox et al. 2019,
/// arXiv:1902.02476). The draws are made once, when training ends, each with its batch norms refreshed on the training images, and kept as
/// <c>draw.I.NAME</c> beside the mean weights; so scoring needs no training image.
/// </summary>
internal sealed class SwagMember : DecoratedMember
{
    private const string Counts = "swag.counts"; // collected, rank, deviations: what the moments' file has among its texts

    private readonly SwagOptions _options;
    private readonly long _seed;
    private readonly List<Dictionary<string, StoredTensor>> _draws = [];
    private Swag _swag;

    public SwagMember(ImageMember inner, SwagOptions options, long seed)
        : base(inner)
    {
        (_options, _seed) = (options, seed);
        _swag = new Swag(inner.Module, options.Rank);
    }

    public override bool KeepsBestEpoch => false;

    public override void EpochEnded(int epoch, int epochs)
    {
        Inner.EpochEnded(epoch, epochs);
        if (epoch + 1 > Math.Min(_options.From * epochs, epochs - 2))
        {
            _swag.Collect();
        }
    }

    public override void TrainingEnded(Func<IEnumerable<torch.Tensor>> images)
    {
        using var generator = new torch.Generator((ulong)SeededRandom.Seed(_seed, "swag"));
        _draws.Clear();
        for (var draw = 0; draw < _options.Draws; draw++)
        {
            _swag.Sample(generator);
            Refresh(images);
            _draws.Add(Inner.Save());
        }

        _swag.UseMean();
        Refresh(images);
    }

    public override (torch.Tensor Probability, torch.Tensor LogitVariance) Predict(torch.Tensor images, torch.Tensor? columns)
    {
        if (_draws.Count == 0)
        {
            return Inner.Predict(images, columns);
        }

        var mean = Inner.Save();
        try
        {
            var passes = LogitPasses.Of(_draws.Count, draw =>
            {
                Inner.Load(Arrays(_draws[draw]));
                return Inner.Logits(images, columns);
            });
            return PassAnswers.Of(passes, images.device);
        }
        finally
        {
            Inner.Load(Arrays(mean));
        }
    }

    public override Dictionary<string, StoredTensor> Save()
    {
        var arrays = Inner.Save();
        for (var draw = 0; draw < _draws.Count; draw++)
        {
            foreach (var (name, array) in _draws[draw])
            {
                arrays[PrefixOf(draw) + name] = array;
            }
        }

        if (_swag.Collected > 0 && _draws.Count == 0)
        {
            AddMoments(arrays); // of a training that is under way
        }

        return arrays;
    }

    public override void Load(SafeTensors file)
    {
        Inner.Load(file);
        _draws.Clear();
        for (var draw = 0; file.Tensors.Keys.Any(name => name.StartsWith(PrefixOf(draw), StringComparison.Ordinal)); draw++)
        {
            var prefix = PrefixOf(draw);
            _draws.Add(file.Tensors.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(t => t.Key[prefix.Length..], t => t.Value, StringComparer.Ordinal));
        }

        _swag.Dispose();
        _swag = file.Tensors.TryGetValue(Counts, out var counts) ? MomentsOf(file, counts.Integers()) : new Swag(Module, _options.Rank);
    }

    public override void Dispose()
    {
        _swag.Dispose();
        base.Dispose();
    }

    private void AddMoments(Dictionary<string, StoredTensor> arrays)
    {
        foreach (var (name, array) in _swag.Save().Tensors)
        {
            arrays[name] = array;
        }

        arrays[Counts] = StoredTensor.Of([_swag.Collected, _swag.Rank, _swag.Columns], 3);
    }

    private Swag MomentsOf(SafeTensors file, long[] counts)
        => Swag.Load(Module, new SafeTensors(file.Tensors, SwagFile.Texts(counts[0], counts[1], counts[2])));

    private static string PrefixOf(int draw) => string.Create(CultureInfo.InvariantCulture, $"draw.{draw}.");

    private static SafeTensors Arrays(Dictionary<string, StoredTensor> arrays) => new(arrays, new Dictionary<string, string>());

    private void Refresh(Func<IEnumerable<torch.Tensor>> images)
        => NormRefresh.Run(Module, images().Select<torch.Tensor, Func<torch.Tensor>>(block => () => Inner.Logits(block, null)));
}
