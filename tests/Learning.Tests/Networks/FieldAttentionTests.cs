using LensGrains.Core.Sky;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Tests.Networks;

public sealed class FieldAttentionTests : IDisposable
{
    private static readonly FieldAttentionOptions Options = new() { Dimensions = 5, RadiusArcsec = 60, Width = 8, Heads = 2, Depth = 2 };

    private readonly torch.Generator _generator = new(17);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void Layer_EqualsItsDefinition()
    {
        using var layer = new FieldLayer(6, 3, _generator).to(torch.float64);
        var (centre, nearby, places) = (Drawn(2, 6), Drawn(2, 4, 6), Drawn(2, 4, 3));
        var present = torch.tensor([true, false, true, true, false, false, false, false], [2, 4]);

        var actual = layer.Attend(centre, nearby, places, present);

        Assert.All(Enumerable.Range(0, 2), row => Assert.All(
            Enumerable.Range(0, 6), i => Assert.Equal(Defined(layer, centre, nearby, places, present, row)[i], At(actual, row, i), 1e-10)));
    }

    [Fact]
    public void Logits_OfNeighboursInAnotherOrder_AreTheSame()
    {
        using var network = Evaluating();
        var field = Field(3, 4);
        var order = torch.tensor(new long[] { 2, 0, 3, 1 });
        var other = new FieldBatch(
            field.Centres, field.Neighbours.index_select(1, order), field.OffsetsArcsec.index_select(1, order), field.Present.index_select(1, order));

        Assert.True(network.Logits(field).allclose(network.Logits(other), 1e-6, 1e-7));
    }

    [Fact]
    public void Logits_WhateverStandsWhereNoNeighbourIs_AreTheSame()
    {
        using var network = Evaluating();
        var field = Field(3, 4);
        var absent = field.Present.logical_not().unsqueeze(-1);
        var other = field with
        {
            Neighbours = field.Neighbours.masked_fill(absent, double.NaN),
            OffsetsArcsec = field.OffsetsArcsec.masked_fill(absent, 1e9),
        };
        var fewer = new FieldBatch(
            field.Centres, field.Neighbours.narrow(1, 0, 3), field.OffsetsArcsec.narrow(1, 0, 3), field.Present.narrow(1, 0, 3));

        Assert.True(network.Logits(field).Equals(network.Logits(other)));
        Assert.True(network.Logits(field).allclose(network.Logits(fewer), 1e-6, 1e-7), "The last place is empty in all.");
    }

    [Fact]
    public void Logits_WithoutAnyNeighbour_HangOnTheSourceAlone()
    {
        using var network = Evaluating();
        var field = Field(3, 4);
        var alone = field with { Present = torch.zeros([3, 4], torch.@bool) };
        var none = new FieldBatch(field.Centres, torch.zeros([3, 0, 5]), torch.zeros([3, 0, 2]), torch.zeros([3, 0], torch.@bool));

        Assert.True(network.Logits(alone).isfinite().all().item<bool>());
        Assert.True(network.Logits(alone).allclose(network.Logits(none), 1e-6, 1e-7));
        Assert.False(network.Logits(alone).allclose(network.Logits(field), 1e-3, 1e-3));
    }

    [Fact]
    public void Logits_OfASource_HangOnNoOthersNeighbours()
    {
        using var network = Evaluating();
        var field = Field(2, 4);
        var changed = new FieldBatch(field.Centres.clone(), field.Neighbours.clone(), field.OffsetsArcsec.clone(), field.Present.clone());
        changed.Centres.select(0, 1).mul_(100);
        changed.Neighbours.select(0, 1).mul_(100);

        Assert.True(network.Logits(field).narrow(0, 0, 1).Equals(network.Logits(changed).narrow(0, 0, 1)));
        Assert.True(network.Logits(field).narrow(0, 0, 1).allclose(
            network.Logits(new FieldBatch(
                field.Centres.narrow(0, 0, 1), field.Neighbours.narrow(0, 0, 1), field.OffsetsArcsec.narrow(0, 0, 1), field.Present.narrow(0, 0, 1))),
            1e-6,
            1e-7));
    }

    [Fact]
    public void Backward_ReachesEveryParameter_AndSeedsFixTheWeights()
    {
        using var one = new torch.Generator(3);
        using var two = new torch.Generator(3);
        using var network = new FieldAttention(Options, one);
        using var same = new FieldAttention(Options, two);

        network.Logits(Field(6, 4)).square().sum().backward();

        Assert.All(network.parameters().Zip(same.parameters()), pair => Assert.True(pair.First.Equals(pair.Second)));
        Assert.All(network.named_parameters(), named => Assert.True(
            named.parameter.grad is { } grad && grad.isfinite().all().item<bool>() && grad.abs().sum().item<float>() > 0, named.name));
    }

    [Fact]
    public void Training_OnALabelThatANeighbourDecides_LearnsIt()
    {
        using var network = new FieldAttention(Options with { Width = 16, Dropout = 0 }, _generator);
        using var optimizer = torch.optim.AdamW(network.parameters(), lr: 1e-2);
        var counts = new List<long>();
        for (var step = 0; step < 120; step++)
        {
            using (torch.NewDisposeScope())
            {
                var (field, near) = Fields(64);
                var loss = torch.nn.functional.binary_cross_entropy_with_logits(network.Logits(field), near);
                optimizer.zero_grad();
                loss.backward();
                optimizer.step();
            }

            counts.Add(torch.Tensor.TotalCount);
        }

        network.eval();
        var (unseen, truth) = Fields(400);
        var right = (network.Logits(unseen) > 0).eq(truth > 0.5).@float().mean().item<float>();

        Assert.InRange(right, 0.85f, 1f);
        Assert.Single(counts.Skip(2).Distinct());
    }

    [Fact]
    public void Logits_OfShapesThatDoNotGoTogether_NamesThem()
    {
        using var network = Evaluating();
        var field = Field(2, 3);

        var refused = Assert.Throws<ArgumentException>(() => network.Logits(field with { OffsetsArcsec = torch.ones([2, 2, 2]) }));

        Assert.Contains("[2, 5], [2, 3, 5], [2, 2, 2] and [2, 3]", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new FieldAttention(Options with { Heads = 3 }, _generator));
    }

    private FieldAttention Evaluating()
    {
        var network = new FieldAttention(Options, _generator);
        network.eval();
        return network;
    }

    private torch.Tensor Drawn(params long[] shape) => torch.randn(shape, torch.float64, generator: _generator);

    // The last place is empty in all.
    private FieldBatch Field(long n, long k)
    {
        var present = torch.ones([n, k], torch.@bool);
        present.select(1, k - 1).fill_(false);
        return new FieldBatch(
            torch.randn([n, 5], generator: _generator),
            torch.randn([n, k, 5], generator: _generator),
            torch.randn([n, k, 2], generator: _generator) * 20,
            present);
    }

    // Of two neighbours the nearer one's first feature decides; the source itself knows nothing.
    private (FieldBatch Field, torch.Tensor Targets) Fields(long n)
    {
        var nearFirst = torch.rand([n, 1], generator: _generator) > 0.5;
        var near = torch.rand([n, 1], generator: _generator) * 15;
        var far = (torch.rand([n, 1], generator: _generator) * 15) + 40;
        var distances = torch.cat([torch.where(nearFirst, near, far), torch.where(nearFirst, far, near)], 1);
        var offsets = torch.stack([distances, torch.zeros_like(distances)], -1);
        var neighbours = torch.randn([n, 2, 5], generator: _generator);
        var features = neighbours.select(2, 0);
        var decisive = torch.where(nearFirst.squeeze(1), features.select(1, 0), features.select(1, 1));
        return (
            new FieldBatch(torch.zeros([n, 5]), neighbours, offsets, torch.ones([n, 2], torch.@bool)),
            (decisive > 0).@float());
    }

    private static double At(torch.Tensor tensor, params long[] place)
    {
        using var scope = torch.NewDisposeScope();
        return place.Aggregate(tensor.detach(), (rest, i) => rest.select(0, i)).item<double>();
    }

    private static double[] Defined(
        FieldLayer layer, torch.Tensor centre, torch.Tensor nearby, torch.Tensor places, torch.Tensor present, int row)
    {
        var weights = layer.named_parameters().ToDictionary(p => p.name, p => (torch.Tensor)p.parameter);
        double[] Product(string name, Func<int, double> vector, int inputs) => [.. Enumerable.Range(0, 6).Select(o =>
            Enumerable.Range(0, inputs).Sum(i => At(weights[name + ".weight"], o, i) * vector(i)))];
        var bias = Enumerable.Range(0, 6).Select(i => At(weights["sender.bias"], i)).ToArray();
        var asked = Product("receiver", i => At(centre, row, i), 6);
        var senders = new List<double[]> { Sum(Product("sender", i => At(centre, row, i), 6), bias) };
        for (var j = 0; j < 4; j++)
        {
            using var flag = present.select(0, row).select(0, j);
            if (flag.item<bool>())
            {
                var neighbour = j;
                var sent = Sum(Product("sender", i => At(nearby, row, neighbour, i), 6), bias);
                senders.Add(Sum(sent, Product("place", i => At(places, row, neighbour, i), 3)));
            }
        }

        var summed = Enumerable.Range(0, 6).Select(i => At(centre, row, i)).ToArray();
        for (var head = 0; head < 3; head++)
        {
            var first = 2 * head;
            var scores = senders.Select(m => Enumerable.Range(0, 2).Sum(
                i => At(weights["attention"], head, i) * Leaky(m[first + i] + asked[first + i]))).ToArray();
            var total = scores.Sum(Math.Exp);
            foreach (var (message, score) in senders.Zip(scores))
            {
                summed[2 * head] += Math.Exp(score) / total * message[2 * head];
                summed[(2 * head) + 1] += Math.Exp(score) / total * message[(2 * head) + 1];
            }
        }

        var mean = summed.Average();
        var deviation = Math.Sqrt(summed.Average(value => (value - mean) * (value - mean)) + 1e-5);
        return [.. summed.Select(value => (value - mean) / deviation)];

        static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

        static double Leaky(double value) => value > 0 ? value : 0.2 * value;
    }
}
