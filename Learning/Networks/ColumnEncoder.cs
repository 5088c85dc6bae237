namespace LensGrains.Learning.Networks;

/// <summary>A column of a catalogue as a network takes it: what is subtracted, and what the rest is divided by.</summary>
/// <param name="Name">The column's name, with its unit.</param>
/// <param name="Mean">Of the training set, where the column is known.</param>
/// <param name="Deviation">Standard deviation there, &gt; 0.</param>
public sealed record ColumnScale(string Name, double Mean, double Deviation)
{
    /// <summary>The scale of a column's known values; one that is always the same, or never known, is divided by 1.</summary>
    /// <param name="name">The column's name, with its unit.</param>
    /// <param name="values">What is not finite is not known.</param>
    public static ColumnScale Of(string name, IEnumerable<double> values)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        var mean = known.DefaultIfEmpty(0).Average();
        var deviation = Math.Sqrt(known.Select(value => (value - mean) * (value - mean)).DefaultIfEmpty(0).Average());
        return new ColumnScale(name, mean, deviation > 1e-9 * Math.Abs(mean) ? deviation : 1);
    }
}

/// <summary>
/// Catalogue columns [n, k] → [n, h]. Values are standardised and cut at ±8; one that is not known (not finite) is replaced by a learned
/// value of its column, and the network is told which are not known.
/// </summary>
internal sealed class ColumnEncoder : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private const double Furthest = 8;

    private readonly torch.Tensor means;
    private readonly torch.Tensor deviations;
    private readonly Parameter unknown;
    private readonly Linear first;
    private readonly Linear second;

    public ColumnEncoder(IReadOnlyList<ColumnScale> columns, long width, torch.Generator generator)
        : base("columns")
    {
        means = torch.tensor(columns.Select(column => (float)column.Mean).ToArray()).DetachFromDisposeScope();
        deviations = torch.tensor(columns.Select(column => (float)column.Deviation).ToArray()).DetachFromDisposeScope();
        unknown = Starts.Zeros(columns.Count);
        first = torch.nn.Linear(2 * columns.Count, width);
        second = torch.nn.Linear(width, width);
        RegisterComponents();
        Starts.Uniform(first, 1 / Math.Sqrt(2 * columns.Count), generator);
        Starts.Uniform(second, 1 / Math.Sqrt(width), generator);
        Starts.Normal(unknown, 0.1, generator);
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var known = input.isfinite();
        var standard = ((input.nan_to_num(0, 0, 0) - means) / deviations).clamp(-Furthest, Furthest);
        var values = torch.where(known, standard, unknown.expand(input.shape));
        var hidden = torch.nn.functional.silu(first.forward(torch.cat([values, known.to(input.dtype)], 1)));
        return torch.nn.functional.silu(second.forward(hidden)).MoveToOuterDisposeScope();
    }
}
