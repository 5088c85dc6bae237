namespace LensGrains.Learning.Networks;

/// <summary>Starting weights, every one drawn from the network's generator, so that a seed fixes the network.</summary>
internal static class Starts
{
    /// <summary>Normal with variance 2/(out · ky · kx) (He et al. 2015, arXiv:1502.01852); no bias.</summary>
    public static void HeNormal(Conv2d layer, torch.Generator generator)
    {
        var shape = layer.weight!.shape;
        Normal(layer.weight!, Math.Sqrt(2.0 / (shape[0] * shape[2] * shape[3])), generator);
        Zero(layer.bias);
    }

    /// <summary>Normal weights and no bias.</summary>
    public static void Normal(Linear layer, double deviation, torch.Generator generator)
    {
        Normal(layer.weight, deviation, generator);
        Zero(layer.bias);
    }

    /// <summary>Uniform in ±√(6/(rows + columns)) (Glorot and Bengio 2010).</summary>
    public static void XavierUniform(torch.Tensor weight, torch.Generator generator)
    {
        var bound = Math.Sqrt(6.0 / (weight.shape[0] + weight.shape[1]));
        Uniform(weight, bound, generator);
    }

    /// <summary>Uniform in ±<paramref name="bound"/>, the bias too.</summary>
    public static void Uniform(Linear layer, double bound, torch.Generator generator)
    {
        Uniform(layer.weight, bound, generator);
        if (layer.bias is not null)
        {
            Uniform(layer.bias, bound, generator);
        }
    }

    /// <summary>Normal around zero. TorchSharp's <c>nn.init</c> leaves the generator aside, the tensor's own method does not.</summary>
    public static void Normal(torch.Tensor tensor, double deviation, torch.Generator generator)
    {
        using var frozen = torch.no_grad();
        tensor.normal_(0, deviation, generator);
    }

    /// <summary>Uniform in ±<paramref name="bound"/>.</summary>
    public static void Uniform(torch.Tensor tensor, double bound, torch.Generator generator)
    {
        using var frozen = torch.no_grad();
        tensor.uniform_(-bound, bound, generator);
    }

    /// <summary>A parameter of zeros that belongs to no dispose scope.</summary>
    public static Parameter Zeros(params long[] shape)
    {
        var parameter = torch.nn.Parameter(torch.zeros(shape));
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    private static void Zero(Parameter? bias)
    {
        if (bias is not null)
        {
            torch.nn.init.zeros_(bias);
        }
    }
}
