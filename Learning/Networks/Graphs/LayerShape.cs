namespace LensGrains.Learning.Networks.Graphs;

/// <summary>The shape of one sample between layers: maps [c, y, x] or a vector [d].</summary>
/// <param name="Channels">c, or d of a vector.</param>
/// <param name="Height">Rows; 0: a vector.</param>
/// <param name="Width">Columns; 0: a vector.</param>
public readonly record struct LayerShape(long Channels, long Height = 0, long Width = 0)
{
    /// <summary>True for [d].</summary>
    public bool IsVector => Height == 0;

    /// <summary>Number of values.</summary>
    public long Values => IsVector ? Channels : Channels * Height * Width;

    /// <inheritdoc/>
    public override string ToString() => IsVector ? $"[{Channels}]" : $"[{Channels}, {Height}, {Width}]";
}
