using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Members;

/// <summary>The rows of a training set on a device, standardised: their features, and who is near them where somebody looked.</summary>
internal sealed class MemberRows : IDisposable
{
    private readonly FieldTable? _around;

    public MemberRows(TrainingSet set, FeatureScale scale, torch.Device device)
    {
        Features = Standardised(set.Features.Span, scale, device);
        if (set.Around is { } around)
        {
            using var embeddings = Standardised(around.Features.Span, scale, device);
            _around = new FieldTable(around.Neighbours, embeddings);
        }
    }

    /// <summary>[n, d].</summary>
    public torch.Tensor Features { get; }

    /// <summary>Some rows [b] int64 with their neighbours.</summary>
    public FieldBatch Field(torch.Tensor chosen)
        => (_around ?? throw new InvalidOperationException("Nobody looked who is near these rows.")).Batch(Features.index_select(0, chosen), chosen);

    public void Dispose()
    {
        Features.Dispose();
        _around?.Dispose();
    }

    private static torch.Tensor Standardised(ReadOnlySpan<float> features, FeatureScale scale, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        return torch.tensor(scale.Standardised(features), [features.Length / scale.Dimensions, scale.Dimensions]).to(device).DetachFromDisposeScope();
    }
}
