namespace LensGrains.Tensors.Tests;

/// <summary>The operators of convolutional and attention networks against their definitions, written out as loops.</summary>
public sealed class ImageOperatorTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(1, 1, 0, 1)]
    [InlineData(2, 2, 1, 1)]
    [InlineData(4, 1, 2, 2)]
    [InlineData(2, 3, 0, 2)]
    public void Conv2d_WithGroupsStridePaddingAndDilation_EqualsItsDefinition(int groups, int stride, int padding, int dilation)
    {
        var x = new Block(2, 4, 7, 6);
        var w = new Block(8, 4 / groups, 3, 2);

        var y = functional.conv2d(x.Tensor, w.Tensor, null, [stride], [padding], [dilation], groups);

        Equal(y, (n, o, v, u) => Sum(4 / groups, 3, 2, (c, i, j) =>
            x[n, (o / (8 / groups) * (4 / groups)) + c, (v * stride) - padding + (i * dilation), (u * stride) - padding + (j * dilation)] * w[o, c, i, j]));
    }

    [Theory]
    [InlineData(1, 2, 1, 1)]
    [InlineData(2, 2, 0, 1)]
    [InlineData(2, 1, 1, 2)]
    public void ConvTranspose2d_EqualsTheAdjointOfItsConvolution(int groups, int stride, int padding, int dilation)
    {
        var y = new Block(1, 4, 4, 3);
        var w = new Block(4, 6 / groups, 3, 3);

        var x = functional.conv_transpose2d(y.Tensor, w.Tensor, null, [stride], [padding], [0], [dilation], groups);

        var any = new Block(1, 6, (int)x.shape[2], (int)x.shape[3], phase: 0.9);
        var convolved = functional.conv2d(any.Tensor, w.Tensor, null, [stride], [padding], [dilation], groups);
        Assert.Equal((x * any.Tensor).sum().item<double>(), (convolved * y.Tensor).sum().item<double>(), 1e-10);
        Assert.Equal(((4 - 1) * stride) - (2 * padding) + (dilation * 2) + 1, x.shape[2]);
    }

    [Fact]
    public void GroupNorm_GivesEachGroupMeanZeroAndVarianceOne()
    {
        var x = new Block(2, 4, 3, 3);

        var y = functional.group_norm(x.Tensor, 2, eps: 0).reshape(2, 2, -1);

        Assert.True(y.mean([2]).abs().max().item<double>() < 1e-12);
        Assert.True((y.var([2], false) - 1).abs().max().item<double>() < 1e-12);
    }

    [Fact]
    public void Pooling_WithPadding_CountsWhatItIsToldTo()
    {
        var x = new Block(1, 2, 5, 5);

        Equal(
            functional.avg_pool2d(x.Tensor, [3], [2], [1]),
            (n, c, v, u) => Sum(1, 3, 3, (_, i, j) => x[n, c, (2 * v) - 1 + i, (2 * u) - 1 + j]) / 9);
        Equal(
            functional.avg_pool2d(x.Tensor, [3], [2], [1], false, false),
            (n, c, v, u) => Sum(1, 3, 3, (_, i, j) => x[n, c, (2 * v) - 1 + i, (2 * u) - 1 + j])
                / Sum(1, 3, 3, (_, i, j) => x.Has((2 * v) - 1 + i, (2 * u) - 1 + j) ? 1 : 0));
        Equal(
            functional.max_pool2d(x.Tensor, [2], [1], [0], [2]),
            (n, c, v, u) => Math.Max(Math.Max(x[n, c, v, u], x[n, c, v, u + 2]), Math.Max(x[n, c, v + 2, u], x[n, c, v + 2, u + 2])));
        Equal(
            functional.adaptive_max_pool2d(x.Tensor, [1, 1]),
            (n, c, _, _) => Enumerable.Range(0, 25).Max(i => x[n, c, i / 5, i % 5]));
    }

    [Fact]
    public void Interpolate_Bilinear_MixesTheFourNeighboursOfThePixelsCentre()
    {
        var x = new Block(1, 2, 4, 5);

        var y = functional.interpolate(x.Tensor, [6, 3], null, torch.InterpolationMode.Bilinear, false);

        Equal(y, (n, c, v, u) => Bilinear(x, n, c, Math.Max(0, ((v + 0.5) * 4 / 6) - 0.5), Math.Max(0, ((u + 0.5) * 5 / 3) - 0.5), edge: true));
    }

    [Fact]
    public void Interpolate_NearestAndByFactor_CopiesPixels()
    {
        var x = new Block(1, 1, 3, 3);

        Equal(functional.interpolate(x.Tensor, null, [2, 2]), (n, c, v, u) => x[n, c, v / 2, u / 2]);
        Equal(functional.interpolate(x.Tensor, [2, 2]), (n, c, v, u) => x[n, c, v * 3 / 2, u * 3 / 2]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GridSample_ReadsBetweenPixelsAndZeroOutside(bool corners)
    {
        var x = new Block(1, 2, 4, 5);
        var grid = new Block(1, 3, 3, 2, scale: 1.3);

        var y = functional.grid_sample(x.Tensor, grid.Tensor, align_corners: corners);

        Equal(y, (n, c, v, u) => Bilinear(x, n, c, Place(grid[n, v, u, 1], 4, corners), Place(grid[n, v, u, 0], 5, corners), edge: false));
    }

    [Fact]
    public void AffineGrid_OfTheIdentity_LeavesTheImage()
    {
        var x = new Block(1, 2, 4, 5);
        var identity = torch.tensor(new double[] { 1, 0, 0, 0, 1, 0 }, [1, 2, 3]);
        var mirror = torch.tensor(new double[] { -1, 0, 0, 0, 1, 0 }, [1, 2, 3]);

        Equal(functional.grid_sample(x.Tensor, functional.affine_grid(identity, [1, 2, 4, 5]), align_corners: false), (n, c, v, u) => x[n, c, v, u]);
        Equal(functional.grid_sample(x.Tensor, functional.affine_grid(mirror, [1, 2, 4, 5]), align_corners: false), (n, c, v, u) => x[n, c, v, 4 - u]);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("bool")]
    [InlineData("float")]
    [InlineData("causal")]
    public void Attention_EqualsItsDefinition(string kind)
    {
        var (q, k, v) = (new Block(2, 2, 3, 4), new Block(2, 2, 5, 4, phase: 0.3), new Block(2, 2, 5, 2, phase: 0.7));
        double Prior(int i, int j) => kind switch
        {
            "bool" => (i + j) % 3 == 0 ? double.NegativeInfinity : 0,
            "float" => (0.3 * i) - (0.2 * j),
            "causal" => j > i ? double.NegativeInfinity : 0,
            _ => 0,
        };
        var priors = Enumerable.Range(0, 15).Select(i => Prior(i / 5, i % 5)).ToArray();
        var mask = kind switch
        {
            "bool" => torch.tensor(priors, [3, 5]).eq(0),
            "float" => torch.tensor(priors, [3, 5]),
            _ => null,
        };

        var y = functional.scaled_dot_product_attention(q.Tensor, k.Tensor, v.Tensor, mask, is_casual: kind == "causal");

        Equal(y, (n, h, i, d) =>
        {
            var weights = Enumerable.Range(0, 5)
                .Select(j => Math.Exp((Enumerable.Range(0, 4).Sum(e => q[n, h, i, e] * k[n, h, j, e]) / 2) + Prior(i, j)))
                .ToArray();
            return Enumerable.Range(0, 5).Sum(j => weights[j] * v[n, h, j, d]) / weights.Sum();
        });
    }

    [Fact]
    public void Unfold_GivesTheColumnsWhoseProductIsTheConvolution()
    {
        var (x, w) = (new Block(1, 3, 5, 5), new Block(2, 3, 2, 2));

        var columns = functional.unfold(x.Tensor, 2, 1, 1, 2);

        var product = w.Tensor.reshape(2, 12).matmul(columns).reshape(1, 2, 3, 3);
        Assert.True(product.allclose(functional.conv2d(x.Tensor, w.Tensor, null, [2], [1]), 1e-12, 1e-12));
    }

    [Fact]
    public void Fft2_OfAPlaneWave_IsOnePeak()
    {
        var wave = new Block(1, 1, 8, 8, value: (_, _, y, x) => Math.Cos(2 * Math.PI * ((2 * y) + (3 * x)) / 8));

        var power = torch.fft.fft2(wave.Tensor).abs();

        Equal(power, (_, _, y, x) => (y, x) is (2, 3) or (6, 5) ? 32 : 0);
        Assert.True(torch.fft.irfft2(torch.fft.rfft2(wave.Tensor), [8, 8]).allclose(wave.Tensor, 1e-12, 1e-12));
    }

    private static double Place(double at, int size, bool corners) => corners ? (at + 1) / 2 * (size - 1) : (((at + 1) * size) - 1) / 2;

    private static double Bilinear(Block x, int n, int c, double v, double u, bool edge)
    {
        var (top, left) = ((int)Math.Floor(v), (int)Math.Floor(u));
        double At(int i, int j) => edge ? x[n, c, Math.Min(i, x.Height - 1), Math.Min(j, x.Width - 1)] : x[n, c, i, j];
        return (At(top, left) * (1 - v + top) * (1 - u + left)) + (At(top, left + 1) * (1 - v + top) * (u - left))
            + (At(top + 1, left) * (v - top) * (1 - u + left)) + (At(top + 1, left + 1) * (v - top) * (u - left));
    }

    private static double Sum(int channels, int height, int width, Func<int, int, int, double> term)
    {
        var total = 0.0;
        for (var i = 0; i < channels * height * width; i++)
        {
            total += term(i / (height * width), i / width % height, i % width);
        }

        return total;
    }

    private static void Equal(torch.Tensor actual, Func<int, int, int, int, double> expected)
    {
        var values = actual.contiguous().data<double>().ToArray();
        var (c, h, w) = ((int)actual.shape[1], (int)actual.shape[2], (int)actual.shape[3]);
        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(expected(i / (c * h * w), i / (h * w) % c, i / w % h, i % w), values[i], 1e-10);
        }
    }

    /// <summary>Four-dimensional numbers as a tensor and as an array that is zero outside.</summary>
    private sealed class Block
    {
        private readonly double[] _values;
        private readonly int _channels;

        public Block(int n, int c, int h, int w, double phase = 0.4, double scale = 1, Func<int, int, int, int, double>? value = null)
        {
            (_channels, Height, Width) = (c, h, w);
            _values = Enumerable.Range(0, n * c * h * w)
                .Select(i => value?.Invoke(i / (c * h * w), i / (h * w) % c, i / w % h, i % w) ?? (scale * Math.Sin((2.3 * i) + phase)))
                .ToArray();
            Tensor = torch.tensor(_values, [n, c, h, w]);
        }

        public torch.Tensor Tensor { get; }

        public int Height { get; }

        public int Width { get; }

        public double this[int n, int c, int y, int x] => Has(y, x) ? _values[(((((n * _channels) + c) * Height) + y) * Width) + x] : 0;

        public bool Has(int y, int x) => y >= 0 && y < Height && x >= 0 && x < Width;
    }
}
