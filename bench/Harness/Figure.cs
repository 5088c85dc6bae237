namespace LensGrains.Bench.Harness;

/// <summary>One measured figure.</summary>
/// <param name="Suite">The suite that measured it.</param>
/// <param name="Name">Its name, which never changes its meaning.</param>
/// <param name="Value">Median of the runs, unless the name says otherwise.</param>
/// <param name="Unit">Unit of the value.</param>
/// <param name="Runs">Measured runs, warm-up not counted.</param>
internal sealed record Figure(string Suite, string Name, double Value, string Unit, int Runs)
{
    /// <summary>Mean processor time of a run over all threads of the measuring process, in the figure's unit; null where it says nothing.</summary>
    public double? Processor { get; init; }

    /// <summary>Load average of the last minute when the measurement ended: how far others had the machine.</summary>
    public double? Load { get; init; }

    /// <summary>What belongs to the figure: a condition, or a version.</summary>
    public string? Note { get; init; }
}
