using MathNet.Numerics.LinearAlgebra;

namespace LensGrains.Learning.Embeddings;

/// <summary>
/// A logistic regression on vectors, by which embeddings are compared: features standardised on the rows it learns from, ridge λ/2 Σ w² on all
/// weights but the intercept, Newton's method to its end.
/// </summary>
public sealed class LogisticHead
{
    private const int MostSteps = 50;
    private const double Tolerance = 1e-9;
    private const double SmallestDeviation = 1e-6;

    private readonly double[] _mean;
    private readonly double[] _scale;
    private readonly double[] _weights;

    private LogisticHead(double[] mean, double[] scale, double[] weights) => (_mean, _scale, _weights) = (mean, scale, weights);

    /// <summary>[d] for standardised features, and at last the intercept.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>Fits the head to some rows.</summary>
    /// <param name="vectors">[n, d] float32.</param>
    /// <param name="dimensions">d.</param>
    /// <param name="positives">[n].</param>
    /// <param name="rows">The rows to learn from, both classes among them.</param>
    /// <param name="ridge">λ above 0; scikit-learn's C is 1/λ.</param>
    public static LogisticHead Fit(float[] vectors, int dimensions, IReadOnlyList<bool> positives, IReadOnlyList<int> rows, double ridge = 1)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var chosen = Gather(vectors, dimensions, rows);
        var mean = chosen.mean([0]);
        var deviation = chosen.std(0, unbiased: false);
        var scale = torch.where(deviation.gt(SmallestDeviation), deviation, torch.ones_like(deviation));
        var features = torch.cat([(chosen - mean) / scale, torch.ones([rows.Count, 1], torch.float64)], 1);
        var targets = torch.tensor(rows.Select(row => positives[row] ? 1.0 : 0.0).ToArray());
        return new LogisticHead(
            mean.data<double>().ToArray(), scale.data<double>().ToArray(), Solve(features, targets, dimensions, ridge));
    }

    /// <summary>Log odds of some rows.</summary>
    public double[] Score(float[] vectors, IReadOnlyList<int> rows)
    {
        var dimensions = _mean.Length;
        var scores = new double[rows.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = _weights[dimensions];
            for (var j = 0; j < dimensions; j++)
            {
                scores[i] += _weights[j] * (vectors[(rows[i] * dimensions) + j] - _mean[j]) / _scale[j];
            }
        }

        return scores;
    }

    private static torch.Tensor Gather(float[] vectors, int dimensions, IReadOnlyList<int> rows)
    {
        var chosen = new float[rows.Count * dimensions];
        for (var i = 0; i < rows.Count; i++)
        {
            vectors.AsSpan(rows[i] * dimensions, dimensions).CopyTo(chosen.AsSpan(i * dimensions));
        }

        return torch.tensor(chosen, [rows.Count, dimensions]).@double();
    }

    private static double[] Solve(torch.Tensor features, torch.Tensor targets, int dimensions, double ridge)
    {
        var weights = Vector<double>.Build.Dense(dimensions + 1);
        var penalty = Vector<double>.Build.Dense(dimensions + 1, j => j < dimensions ? ridge : 0);
        var loss = Loss(features, targets, weights, penalty);
        for (var step = 0; step < MostSteps; step++)
        {
            var move = NewtonStep(features, targets, weights, penalty);
            var length = 1.0;
            var lower = Loss(features, targets, weights + move, penalty);
            while (lower > loss && length > 1e-6)
            {
                length /= 2;
                lower = Loss(features, targets, weights + (length * move), penalty);
            }

            weights += length * move;
            if (loss - lower <= Tolerance * (1 + loss))
            {
                break;
            }

            loss = lower;
        }

        return weights.ToArray();
    }

    private static Vector<double> NewtonStep(torch.Tensor features, torch.Tensor targets, Vector<double> weights, Vector<double> penalty)
    {
        using var scope = torch.NewDisposeScope();
        var probabilities = features.mv(torch.tensor(weights.ToArray())).sigmoid();
        var gradient = Vector<double>.Build.Dense(features.t().mv(probabilities - targets).data<double>().ToArray()) + penalty.PointwiseMultiply(weights);
        var curvature = (features.t() * (probabilities * (1 - probabilities))).mm(features).data<double>().ToArray();
        var size = weights.Count;
        var matrix = Matrix<double>.Build.Dense(size, size, curvature) + Matrix<double>.Build.DenseOfDiagonalVector(penalty + 1e-9);
        return -matrix.Cholesky().Solve(gradient);
    }

    // H(t, σ(z)) = softplus(z) - t z
    private static double Loss(torch.Tensor features, torch.Tensor targets, Vector<double> weights, Vector<double> penalty)
    {
        using var scope = torch.NewDisposeScope();
        var z = features.mv(torch.tensor(weights.ToArray()));
        var loss = torch.nn.functional.binary_cross_entropy_with_logits(z, targets, reduction: torch.nn.Reduction.Sum).item<double>();
        return loss + (penalty.PointwiseMultiply(weights) * weights / 2);
    }
}
