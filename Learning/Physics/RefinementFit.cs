using LensGrains.Learning.Networks;
using MathNet.Numerics.LinearAlgebra;

namespace LensGrains.Learning.Physics;

/// <summary>One batch: parameters are the prior's means plus steps [b, 12] in units of its deviations.</summary>
internal sealed class RefinementFit
{
    private const double Difference = 0.02; // of the prior's deviation, for derivatives
    private const double LeastShare = 1e-6; // of the prior's variance
    private const int BlocksAlongSide = 4;
    private const int Seed = 1;

    private readonly PhysicsNetwork _network;
    private readonly RefinementOptions _options;
    private readonly torch.Tensor? _seeing;
    private readonly torch.Tensor _residuals;
    private readonly torch.Tensor _deviations;
    private readonly torch.Tensor _errors;
    private readonly torch.Tensor _precisions;

    public RefinementFit(PhysicsNetwork network, PhysicsAnswer answer, RefinementOptions options, torch.Tensor? seeing)
    {
        (_network, _options, _seeing) = (network, options, seeing);
        _residuals = answer.Residuals.detach();
        Prior = LensPrior.With(answer.Parameters);
        _deviations = (Prior.LogVariances / 2).exp();
        _precisions = LensPrior.Precisions(options.PriorWidth, _deviations);
        _errors = Errors(_residuals, options.ModelError, seeing ?? torch.full([1], network.Options.SeeingArcsec, _residuals.dtype, _residuals.device));
    }

    /// <summary>Where the fit begins.</summary>
    public ParameterEstimate Prior { get; }

    /// <summary>Parameters at steps [b, 12].</summary>
    public torch.Tensor At(torch.Tensor steps) => _network.Options.Ranges.Clamp(Prior.Means + (steps * _deviations));

    /// <summary>The numbers of a tensor, row after row.</summary>
    public static double[] Values(torch.Tensor tensor) => tensor.to(torch.float64).cpu().contiguous().data<double>().ToArray();

    /// <summary>
    /// The prior's mean, then the best of further points drawn from the prior for each image: steps [b, 12]. The points are the same for all
    /// images, so that what comes of one does not hang on those beside it.
    /// </summary>
    public IReadOnlyList<torch.Tensor> Starts(CancellationToken cancellationToken)
    {
        using var frozen = torch.no_grad();
        using var generator = new torch.Generator(Seed);
        var found = new List<(torch.Tensor Steps, torch.Tensor Cost)>();
        for (var draw = 1; draw < _options.Draws && _options.Descents > 1; draw++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var steps = (torch.randn([1, LensParameters.Count], generator: generator).to(_deviations.device) * (draw % 2 == 0 ? 1 : 0.5)).expand(Prior.Means.shape);
            var cost = Cost(steps);
            for (var place = 0; place < found.Count; place++)
            {
                var isBetter = cost < found[place].Cost;
                var (better, worse) = (Choose(isBetter, steps, found[place].Steps), Choose(isBetter, found[place].Steps, steps));
                var (least, most) = (cost.minimum(found[place].Cost), cost.maximum(found[place].Cost));
                (found[place], steps, cost) = ((better, least), worse, most);
            }

            if (found.Count < _options.Descents - 1)
            {
                found.Add((steps, cost));
            }
        }

        return [torch.zeros_like(Prior.Means), .. found.Select(start => start.Steps)];
    }

    /// <summary>Where Adam comes to from there; never to anything worse.</summary>
    public torch.Tensor Descend(torch.Tensor start, CancellationToken cancellationToken)
    {
        using var outer = torch.NewDisposeScope();
        var steps = torch.nn.Parameter(start.clone());
        using var adam = torch.optim.Adam([steps], lr: _options.Rate);
        for (var step = 0; step < _options.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            LearningRates.Apply(adam, LearningRates.WarmUpThenCosine(step, 0, _options.Steps, 0.01));
            adam.zero_grad();
            Cost(steps).sum().backward();
            adam.step();
        }

        using var frozen = torch.no_grad();
        return Choose(Cost(steps) > Cost(start), start, steps.detach()).MoveToOuterDisposeScope();
    }

    /// <summary>Of several steps [b, 12] those of the least cost, image by image.</summary>
    public torch.Tensor Lowest(IReadOnlyList<torch.Tensor> ends)
    {
        using var frozen = torch.no_grad();
        return ends.Skip(1).Aggregate(ends[0], (best, next) => Choose(Cost(next) < Cost(best), next, best));
    }

    /// <summary>
    /// Variances [b, 12] in the parameters' units: H⁻¹ (J + P) H⁻¹ with H = Gauss and Newton's Hessian plus the prior's P, and J the sum over
    /// 4 × 4 blocks of the image of the squared slopes of the loss there, which holds for a wrong model too and where residuals hang together within
    /// a block (White 1982, Econometrica 50, 1; in blocks Liang and Zeger 1986, Biometrika 73, 13). At least H⁻¹, at most the prior's.
    /// </summary>
    public torch.Tensor Variances(torch.Tensor steps)
    {
        using var scope = torch.NewDisposeScope();
        var here = Found(steps).Left;
        var weights = (here / LensReconstruction.RobustAt).square().add(1).rsqrt(); // ρ'(z)/z; its cube is ρ''(z)
        var slopes = torch.stack(Enumerable.Range(0, LensParameters.Count).Select(column => Slope(steps, here, column)), 1);
        var flat = slopes.flatten(2);
        var curvature = Values((flat * weights.pow(3).flatten(1).unsqueeze(1)).matmul(flat.transpose(1, 2)));
        var inBlocks = Blocks(slopes * (weights * here).unsqueeze(1));
        var spread = Values(inBlocks.matmul(inBlocks.transpose(1, 2)));
        var precisions = Values(_precisions);
        var shares = new float[here.shape[0] * LensParameters.Count];
        for (var i = 0; i < here.shape[0]; i++)
        {
            var matrix = i * LensParameters.Count * LensParameters.Count;
            Shares(curvature.AsSpan(matrix), spread.AsSpan(matrix), precisions, shares.AsSpan(i * LensParameters.Count));
        }

        return (torch.tensor(shares, _deviations.shape, _deviations.dtype, _deviations.device) * _deviations.square()).MoveToOuterDisposeScope();
    }

    // What may be wrong with a pixel, in units of the noise, [b, y, x]: the noise, and a share of what is there on the scale of the seeing.
    private torch.Tensor Errors(torch.Tensor residuals, double share, torch.Tensor seeingArcsec)
    {
        using var scope = torch.NewDisposeScope();
        var power = residuals.square().mean([1L]);
        return (((GaussianSeeing.Blur(power, seeingArcsec / _network.Options.PixelScaleArcsec) - 1).clamp_min(0) * (share * share)) + 1).sqrt().MoveToOuterDisposeScope();
    }

    private static torch.Tensor Choose(torch.Tensor where, torch.Tensor steps, torch.Tensor otherwise) => torch.where(where.unsqueeze(1), steps, otherwise);

    private static void Shares(ReadOnlySpan<double> curvature, ReadOnlySpan<double> spread, double[] precisions, Span<float> shares)
    {
        const int Count = LensParameters.Count;
        var prior = Matrix<double>.Build.DenseOfDiagonalArray(precisions);
        var inverse = (Square(curvature) + prior).Cholesky().Solve(Matrix<double>.Build.DenseIdentity(Count));
        var robust = inverse * (Square(spread) + prior) * inverse;
        for (var i = 0; i < Count; i++)
        {
            shares[i] = (float)Math.Clamp(Math.Max(robust[i, i], inverse[i, i]), LeastShare, 1 / precisions[i]);
        }

        static Matrix<double> Square(ReadOnlySpan<double> values) => Matrix<double>.Build.Dense(Count, Count, values[..(Count * Count)].ToArray());
    }

    // [b, 12, c, y, x] → sums over blocks and bands, [b, 12, blocks].
    private torch.Tensor Blocks(torch.Tensor values)
    {
        var size = (int)_network.Options.ImageSize;
        var side = (size + BlocksAlongSide - 1) / BlocksAlongSide;
        var lies = new float[size * BlocksAlongSide]; // [y, block]: 1 where a row or column lies in it
        for (var place = 0; place < size; place++)
        {
            lies[(place * BlocksAlongSide) + (place / side)] = 1;
        }

        var inBlock = torch.tensor(lies, [size, BlocksAlongSide], values.dtype, values.device);
        return inBlock.t().matmul(values.sum([2L])).matmul(inBlock).reshape(values.shape[0], LensParameters.Count, -1);
    }

    private torch.Tensor Cost(torch.Tensor steps)
    {
        using var scope = torch.NewDisposeScope();
        return (Found(steps).NegativeLogLikelihood + ((steps.square() * _precisions).sum(1L) / 2)).MoveToOuterDisposeScope();
    }

    private LensReconstruction Found(torch.Tensor steps) => _network.Reconstruct(_residuals, At(steps), _seeing, _errors);

    private torch.Tensor Slope(torch.Tensor steps, torch.Tensor here, int column)
    {
        using var scope = torch.NewDisposeScope();
        var moved = steps.clone();
        moved.narrow(1, column, 1).add_(Difference);
        return ((Found(moved).Left - here) / Difference).MoveToOuterDisposeScope();
    }
}
