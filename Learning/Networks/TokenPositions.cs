namespace LensGrains.Learning.Networks;

/// <summary>
/// Learned positions of tokens on a square grid, drawn out (bicubic) to the grid that an image has: so one network takes images of several
/// sizes. Maps [n, d, rows, columns] → the same with positions added.
/// </summary>
internal sealed class TokenPositions : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long _side;
    private readonly Parameter grid;

    public TokenPositions(long width, long side, torch.Generator generator)
        : base("positions")
    {
        _side = side;
        grid = Starts.Zeros(1, width, side, side);
        RegisterComponents();
        Starts.Normal(grid, 0.02, generator);
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var (rows, columns) = (input.shape[2], input.shape[3]);
        var positions = rows == _side && columns == _side
            ? grid
            : torch.nn.functional.interpolate(grid, [rows, columns], mode: torch.InterpolationMode.Bicubic, align_corners: false);
        return (input + positions).MoveToOuterDisposeScope();
    }
}
