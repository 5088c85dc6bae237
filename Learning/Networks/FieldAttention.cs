namespace LensGrains.Learning.Networks;

/// <summary>Sources and what is near them.</summary>
/// <param name="Centres">[n, d], their embeddings.</param>
/// <param name="Neighbours">[n, k, d], those of their neighbours; anything where there is none.</param>
/// <param name="OffsetsArcsec">[n, k, 2], where these lie, towards east and north.</param>
/// <param name="Present">[n, k] bool, where there is one.</param>
public sealed record FieldBatch(torch.Tensor Centres, torch.Tensor Neighbours, torch.Tensor OffsetsArcsec, torch.Tensor Present);

/// <summary>The size of a network over fields.</summary>
public sealed record FieldAttentionOptions
{
    /// <summary>Features d of a source.</summary>
    public required long Dimensions { get; init; }

    /// <summary>How far neighbours lie at most; offsets are told in this unit.</summary>
    public required double RadiusArcsec { get; init; }

    /// <summary>Width of a source within the network, over all heads.</summary>
    public long Width { get; init; } = 64;

    /// <summary>Heads of each layer.</summary>
    public long Heads { get; init; } = 4;

    /// <summary>Layers.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Probability with which an element is left out before the head while training.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        if (Dimensions <= 0 || !(RadiusArcsec > 0 && double.IsFinite(RadiusArcsec)) || Heads <= 0 || Width <= 0 || Width % Heads != 0
            || Depth is <= 0 or > 16 || Dropout is < 0 or >= 1)
        {
            throw new ArgumentException(
                "Field attention options: sizes are positive, the heads divide the width, layers are 1 to 16, the dropout is in [0, 1).");
        }
    }
}

/// <summary>
/// Whether a source is a lens, from its own embedding and those of its neighbours on the sky: in each layer the source attends to itself and
/// to its own neighbours (GATv2: Brody et al. 2022, arXiv:2105.14491), which keep their embeddings. The order of neighbours does not
/// matter, and neither does what stands where there is none.
/// </summary>
public sealed class FieldAttention : torch.nn.Module
{
    private readonly FieldAttentionOptions _options;
    private readonly Linear embedding;
    private readonly ModuleList<FieldLayer> layers;
    private readonly SeededDropout dropout;
    private readonly Linear head;

    /// <param name="options">Sizes.</param>
    /// <param name="generator">Draws the weights now and the dropout later; the caller disposes of it after the network.</param>
    public FieldAttention(FieldAttentionOptions options, torch.Generator generator)
        : base("field_attention")
    {
        options.Validate();
        _options = options;
        embedding = torch.nn.Linear(options.Dimensions, options.Width);
        layers = torch.nn.ModuleList([.. Enumerable.Range(0, options.Depth).Select(_ => new FieldLayer(options.Width, options.Heads, generator))]);
        dropout = new SeededDropout(options.Dropout, generator);
        head = torch.nn.Linear(options.Width, 1);
        RegisterComponents();
        Starts.Uniform(embedding, 1 / Math.Sqrt(options.Dimensions), generator);
        Starts.Uniform(head, 1 / Math.Sqrt(options.Width), generator);
    }

    /// <summary>Width of <see cref="Features"/>.</summary>
    public long FeatureWidth => _options.Width;

    /// <summary>Logits [n] of being a lens.</summary>
    /// <exception cref="ArgumentException">The shapes do not go together.</exception>
    public torch.Tensor Logits(FieldBatch field)
    {
        using var scope = torch.NewDisposeScope();
        return head.forward(dropout.forward(Features(field))).squeeze(-1).MoveToOuterDisposeScope();
    }

    /// <summary>What the head sees, [n, width].</summary>
    public torch.Tensor Features(FieldBatch field)
    {
        RequireShapes(field);
        using var scope = torch.NewDisposeScope();
        var present = field.Present.unsqueeze(-1);
        var nearby = torch.nn.functional.gelu(embedding.forward(field.Neighbours.masked_fill(present.logical_not(), 0)));
        var offsets = field.OffsetsArcsec.masked_fill(present.logical_not(), 0) / _options.RadiusArcsec;
        var places = torch.cat([offsets, offsets.square().sum([-1], keepdim: true).sqrt()], -1);
        var centre = torch.nn.functional.gelu(embedding.forward(field.Centres));
        foreach (var layer in layers)
        {
            centre = layer.Attend(centre, nearby, places, field.Present);
        }

        return centre.MoveToOuterDisposeScope();
    }

    private void RequireShapes(FieldBatch field)
    {
        var d = _options.Dimensions;
        if (field.Centres.shape is not [var n, var own] || own != d || field.Neighbours.shape is not [_, var k, _]
            || !field.Neighbours.shape.SequenceEqual([n, k, d]) || !field.OffsetsArcsec.shape.SequenceEqual([n, k, 2])
            || !field.Present.shape.SequenceEqual([n, k]))
        {
            throw new ArgumentException(
                $"The network takes [n, {d}], [n, k, {d}], [n, k, 2] and [n, k]; these are {Told(field.Centres)}, {Told(field.Neighbours)}, "
                + $"{Told(field.OffsetsArcsec)} and {Told(field.Present)}.");
        }

        static string Told(torch.Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
    }
}

/// <summary>
/// One layer: with receiver i, senders j = i and its neighbours, and what is known of their places p (0 for itself),
/// <code>
/// mⱼ = W hⱼ + E pⱼ,   aⱼ = softmaxⱼ(aᵀ LeakyReLU(V hᵢ + mⱼ)),   h'ᵢ = norm(hᵢ + Σⱼ aⱼ mⱼ)
/// </code>
/// per head. Other than in the paper, places enter the message as well as the attention, and there is a shortcut.
/// </summary>
internal sealed class FieldLayer : torch.nn.Module
{
    private const double Slope = 0.2;
    private const long PlaceWidth = 3;

    private readonly long _heads;
    private readonly Linear receiver;
    private readonly Linear sender;
    private readonly Linear place;
    private readonly Parameter attention;
    private readonly LayerNorm norm;

    public FieldLayer(long width, long heads, torch.Generator generator)
        : base("layer")
    {
        _heads = heads;
        receiver = torch.nn.Linear(width, width, hasBias: false);
        sender = torch.nn.Linear(width, width);
        place = torch.nn.Linear(PlaceWidth, width, hasBias: false);
        attention = Starts.Zeros(heads, width / heads);
        norm = torch.nn.LayerNorm(width);
        RegisterComponents();
        Starts.XavierUniform(receiver.weight, generator);
        Starts.XavierUniform(sender.weight, generator);
        Starts.XavierUniform(place.weight, generator);
        torch.nn.init.zeros_(sender.bias!);
        Starts.XavierUniform(attention, generator);
    }

    /// <summary>Receivers [n, w], senders [n, k, w] with their places [n, k, 3] and whether they are there [n, k] → receivers [n, w].</summary>
    public torch.Tensor Attend(torch.Tensor centre, torch.Tensor nearby, torch.Tensor places, torch.Tensor present)
    {
        using var scope = torch.NewDisposeScope();
        var (n, k) = (nearby.shape[0], nearby.shape[1]);
        var itself = sender.forward(centre).unsqueeze(1);
        var messages = torch.cat([itself, sender.forward(nearby) + place.forward(places)], 1).reshape(n, k + 1, _heads, -1);
        var asked = receiver.forward(centre).reshape(n, 1, _heads, -1);
        var scores = (torch.nn.functional.leaky_relu(messages + asked, Slope) * attention).sum([-1]);
        var there = torch.cat([torch.ones([n, 1], torch.@bool, device: present.device), present], 1).unsqueeze(-1);
        var shares = scores.masked_fill(there.logical_not(), double.NegativeInfinity).softmax(1).unsqueeze(-1);
        return norm.forward(centre + (shares * messages).sum([1]).reshape(n, -1)).MoveToOuterDisposeScope();
    }
}
