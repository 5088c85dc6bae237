using MathNet.Numerics.LinearAlgebra;

namespace LensGrains.Learning.Calibration;

/// <summary>What a logistic regression is fitted to.</summary>
/// <param name="Columns">Per coefficient [n]; a column of ones is the intercept.</param>
/// <param name="Targets">[n] in [0, 1].</param>
/// <param name="Weights">[n] ≥ 0; null: all 1.</param>
/// <param name="Ridge">Per coefficient λ ≥ 0: λ/2 (c - centre)² is added to the loss.</param>
/// <param name="Centre">Per coefficient, where the ridge draws it.</param>
/// <param name="Least">Per coefficient, its lower bound.</param>
/// <param name="Greatest">Per coefficient, its upper bound.</param>
/// <param name="Start">Per coefficient, within its bounds.</param>
internal sealed record LogisticProblem(
    IReadOnlyList<double[]> Columns,
    double[] Targets,
    double[]? Weights,
    double[] Ridge,
    double[] Centre,
    double[] Least,
    double[] Greatest,
    double[] Start);

/// <summary>
/// Coefficients that minimise Σ wᵢ H(tᵢ, σ(Σⱼ cⱼ xᵢⱼ)) + ridge within bounds. The loss is convex; projected Newton steps (Bertsekas 1982,
/// SIAM J. Control Optim. 20, 221): coefficients at a bound that the gradient presses against it stay there, the others take Newton's
/// step, halved until the loss falls.
/// </summary>
internal static class LogisticFit
{
    private const int MaximumSteps = 200;
    private const double Tolerance = 1e-12;

    public static (double[] Coefficients, bool Converged) Solve(LogisticProblem problem)
    {
        var at = problem.Start.ToArray();
        var loss = Loss(problem, at);
        for (var step = 0; step < MaximumSteps; step++)
        {
            var (gradient, curvature) = Derivatives(problem, at);
            var free = Enumerable.Range(0, at.Length).Where(j => !IsPressed(problem, at[j], gradient[j], j)).ToArray();
            if (free.Length == 0)
            {
                return (at, true);
            }

            var direction = NewtonStep(gradient, curvature, free);
            var (next, lower) = Shorten(problem, at, direction, loss);
            if (loss - lower <= Tolerance * (1 + Math.Abs(loss)) && Distance(at, next) <= Math.Sqrt(Tolerance))
            {
                return (lower <= loss ? next : at, true);
            }

            (at, loss) = (next, lower);
        }

        return (at, false);
    }

    private static bool IsPressed(LogisticProblem problem, double value, double gradient, int j)
        => (value <= problem.Least[j] && gradient > 0) || (value >= problem.Greatest[j] && gradient < 0);

    private static double[] NewtonStep(double[] gradient, double[,] curvature, int[] free)
    {
        // A little is added, so that the step exists also where a column carries nothing.
        var added = (1e-12 * free.Sum(j => curvature[j, j])) + 1e-200;
        var matrix = Matrix<double>.Build.Dense(free.Length, free.Length, (a, b) => curvature[free[a], free[b]] + (a == b ? added : 0));
        var solved = matrix.Solve(Vector<double>.Build.Dense(free.Length, a => -gradient[free[a]]));
        var direction = new double[gradient.Length];
        for (var a = 0; a < free.Length; a++)
        {
            direction[free[a]] = solved[a];
        }

        return direction;
    }

    private static (double[] At, double Loss) Shorten(LogisticProblem problem, double[] at, double[] direction, double loss)
    {
        var (next, lower) = (at, loss);
        for (var length = 1.0; length > 1e-10; length /= 2)
        {
            next = at.Select((value, j) => Math.Clamp(value + (length * direction[j]), problem.Least[j], problem.Greatest[j])).ToArray();
            lower = Loss(problem, next);
            if (lower <= loss)
            {
                return (next, lower);
            }
        }

        return (at, loss);
    }

    private static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y) / (1 + Math.Abs(x))).Max();

    // H(t, σ(z)) = max(z, 0) - t z + ln(1 + e^-|z|)
    private static double Loss(LogisticProblem problem, double[] at)
    {
        var sum = 0.0;
        for (var i = 0; i < problem.Targets.Length; i++)
        {
            var z = LogOdds(problem, at, i);
            sum += (problem.Weights?[i] ?? 1) * (Math.Max(z, 0) - (problem.Targets[i] * z) + Math.Log(1 + Math.Exp(-Math.Abs(z))));
        }

        for (var j = 0; j < at.Length; j++)
        {
            sum += problem.Ridge[j] / 2 * (at[j] - problem.Centre[j]) * (at[j] - problem.Centre[j]);
        }

        return sum;
    }

    private static (double[] Gradient, double[,] Curvature) Derivatives(LogisticProblem problem, double[] at)
    {
        var gradient = new double[at.Length];
        var curvature = new double[at.Length, at.Length];
        for (var i = 0; i < problem.Targets.Length; i++)
        {
            // p and 1 - p each to its own last digit: where classes are parted, the rest decides.
            var z = LogOdds(problem, at, i);
            var (p, q) = (Logit.Sigmoid(z), Logit.Sigmoid(-z));
            var (target, weight) = (problem.Targets[i], problem.Weights?[i] ?? 1);
            for (var j = 0; j < at.Length; j++)
            {
                var x = problem.Columns[j][i];
                gradient[j] += weight * (((1 - target) * p) - (target * q)) * x;
                for (var k = 0; k <= j; k++)
                {
                    curvature[j, k] += weight * p * q * x * problem.Columns[k][i];
                }
            }
        }

        for (var j = 0; j < at.Length; j++)
        {
            gradient[j] += problem.Ridge[j] * (at[j] - problem.Centre[j]);
            curvature[j, j] += problem.Ridge[j];
            for (var k = 0; k < j; k++)
            {
                curvature[k, j] = curvature[j, k];
            }
        }

        return (gradient, curvature);
    }

    private static double LogOdds(LogisticProblem problem, double[] at, int row)
    {
        var z = 0.0;
        for (var j = 0; j < at.Length; j++)
        {
            z += at[j] * problem.Columns[j][row];
        }

        return z;
    }
}
