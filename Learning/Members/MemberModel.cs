using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Members;

/// <summary>A member's network, and what of its training rows it looks at.</summary>
internal abstract class MemberModel : IDisposable
{
    /// <summary>The network.</summary>
    public abstract torch.nn.Module Module { get; }

    /// <summary>Logits [b] of some rows [b] int64.</summary>
    public abstract torch.Tensor Logits(MemberRows rows, torch.Tensor chosen);

    /// <summary>Releases the network.</summary>
    public void Dispose() => Module.Dispose();
}

/// <summary>A network that sees the features of a source and nothing else.</summary>
internal sealed class PlainModel(torch.nn.Module<torch.Tensor, torch.Tensor> network) : MemberModel
{
    public override torch.nn.Module Module => network;

    public override torch.Tensor Logits(MemberRows rows, torch.Tensor chosen) => network.forward(rows.Features.index_select(0, chosen));

    /// <summary>Standardised features [n, d] → logits [n].</summary>
    public torch.Tensor Logits(torch.Tensor features) => network.forward(features);
}

/// <summary>A network that sees a source and its neighbours.</summary>
internal sealed class FieldModel(FieldAttention network) : MemberModel
{
    private const int MostRowsAtOnce = 4096; // a row is as wide as all its neighbours

    public override torch.nn.Module Module => network;

    public override torch.Tensor Logits(MemberRows rows, torch.Tensor chosen)
    {
        using var scope = torch.NewDisposeScope();
        if (network.training || chosen.shape[0] <= MostRowsAtOnce)
        {
            return network.Logits(rows.Field(chosen)).MoveToOuterDisposeScope();
        }

        var parts = new List<torch.Tensor>();
        for (var first = 0L; first < chosen.shape[0]; first += MostRowsAtOnce)
        {
            using var part = torch.NewDisposeScope();
            var few = chosen.narrow(0, first, Math.Min(MostRowsAtOnce, chosen.shape[0] - first));
            parts.Add(network.Logits(rows.Field(few)).MoveToOuterDisposeScope());
        }

        return torch.cat([.. parts]).MoveToOuterDisposeScope();
    }

    /// <summary>Standardised features of sources and their neighbours → logits [n].</summary>
    public torch.Tensor Logits(FieldBatch field) => network.Logits(field);
}
