namespace LensGrains.Learning.Networks;

/// <summary>
/// How much of an image is drawn along circles about its centre, as arcs are, at any position angle. The second derivatives of the image
/// under Gaussians of several widths σ are the basis of a bank of ridge filters, which is turned at every pixel to the directions along the
/// radius (r) and across it (t) exactly (steerable filters: Freeman and Adelson 1991, IEEE PAMI 13, 891):
/// <code>
/// L_rr = c² L_xx + 2 c s L_xy + s² L_yy,   L_tt = s² L_xx − 2 c s L_xy + c² L_yy,   (c, s) = (x, y)/r
/// ridge = max(0, −L_rr − |L_tt|) (1 − exp(−r²/8σ²))
/// </code>
/// A ridge along a circle has L_rr &lt; 0 and L_tt ≈ 0. A round galaxy at the centre has −L_rr ≤ −L_tt, a companion has both at its peak,
/// and what runs along the radius has L_rr ≈ 0: they answer little or nothing. Means over cells are divided by the image's own level of
/// second derivatives, (mean √(|L_rr| + |L_tt|))², so brightness and the noise's size do not matter, and pass through ln(1 + ·).
/// Turning or mirroring the image does the same to the map.
/// </summary>
internal sealed class TangentialRidges : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private const double Rounding = 1e-6;
    private const double Least = 1e-30;

    private readonly double[] _sigmas;
    private readonly long _reach;
    private readonly torch.Tensor derivatives;

    /// <param name="sigmaPixels">Widths σ of the Gaussians; arcs of that half-width answer most.</param>
    public TangentialRidges(params double[] sigmaPixels)
        : base("ridges")
    {
        _sigmas = sigmaPixels;
        _reach = (long)Math.Ceiling(3 * sigmaPixels.Max());
        var side = (2 * _reach) + 1;
        derivatives = torch.tensor(sigmaPixels.SelectMany(Filters).ToArray(), [3 * sigmaPixels.Length, 1, side, side]).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Widths s.</summary>
    public int Scales => _sigmas.Length;

    /// <summary>Images [n, c, y, x] → [n, s, y, x] in units of the image's own level; bands are averaged first.</summary>
    public override torch.Tensor forward(torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var (n, height, width) = (input.shape[0], input.shape[2], input.shape[3]);
        var grey = input.mean([1], keepdim: true);
        var framed = torch.nn.functional.pad(grey - grey.mean([2, 3], keepdim: true), [_reach, _reach, _reach, _reach], PaddingModes.Replicate);
        var second = torch.nn.functional.conv2d(framed, derivatives).reshape(n, Scales, 3, height, width).unbind(2);
        var (c, s, r) = Directions(height, width, input);
        var (cc, cs, ss) = (c * c, c * s * 2, s * s);
        var across = (second[0] * cc) + (second[1] * cs) + (second[2] * ss);
        var along = (second[0] * ss) - (second[1] * cs) + (second[2] * cc);
        var level = (across.abs() + along.abs()).detach().sqrt().mean([2, 3], keepdim: true).square();
        var rounding = grey.detach().abs().mean([2, 3], keepdim: true) * Rounding;
        var ridge = (-across - along.abs()).relu() * OutsideCentre(r) / (level + rounding + Least);
        return ridge.MoveToOuterDisposeScope();
    }

    /// <summary>The map over a grid of tokens: images [n, c, y, x] → [n, s, rows · columns], ln(1 + mean of each cell).</summary>
    public torch.Tensor OverTokens(torch.Tensor images, long rows, long columns)
    {
        using var scope = torch.NewDisposeScope();
        return torch.nn.functional.adaptive_avg_pool2d(forward(images), [rows, columns]).log1p().flatten(2).MoveToOuterDisposeScope();
    }

    /// <summary>Unit vectors from the centre, [y, x] each, and the distance in pixels.</summary>
    private static (torch.Tensor Cos, torch.Tensor Sin, torch.Tensor Radius) Directions(long height, long width, torch.Tensor like)
    {
        var y = (torch.arange(height).to(like.dtype, like.device) - ((height - 1) / 2.0)).unsqueeze(1);
        var x = (torch.arange(width).to(like.dtype, like.device) - ((width - 1) / 2.0)).unsqueeze(0);
        var r = (y.square() + x.square()).sqrt();
        var divisor = r.clamp_min(0.5);
        return (x / divisor, y / divisor, r);
    }

    // The direction of the radius means nothing within the filter's own width of the centre.
    private torch.Tensor OutsideCentre(torch.Tensor radius)
        => torch.stack(_sigmas.Select(sigma => 1 - (radius.square() * (-1 / (8 * sigma * sigma))).exp()));

    /// <summary>∂²/∂x², ∂²/∂x∂y, ∂²/∂y² of a Gaussian times σ², each [k, k] row by row, without response to a constant.</summary>
    private IEnumerable<float> Filters(double sigma)
    {
        var variance = sigma * sigma;
        var places = Enumerable.Range(0, (int)((2 * _reach) + 1)).Select(i => (double)(i - _reach)).ToArray();
        var grid = places.SelectMany(y => places.Select(x => (X: x, Y: y, G: Math.Exp(-((x * x) + (y * y)) / (2 * variance))))).ToArray();
        var sum = grid.Sum(p => p.G);
        double[] xx = [.. grid.Select(p => ((p.X * p.X / variance) - 1) * p.G / sum)];
        double[] yy = [.. grid.Select(p => ((p.Y * p.Y / variance) - 1) * p.G / sum)];
        double[] xy = [.. grid.Select(p => p.X * p.Y / variance * p.G / sum)];
        return xx.Select(v => (float)(v - xx.Average())).Concat(xy.Select(v => (float)v)).Concat(yy.Select(v => (float)(v - yy.Average())));
    }
}
