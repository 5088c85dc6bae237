using LensGrains.Learning.Members;
using LensGrains.Learning.Scoring;

namespace LensGrains.Learning.Tests;

public sealed class MemberScorerTests
{
    private static readonly MemberCheckpoint[] Members = Enumerable.Range(0, 3)
        .Select(seed => new MemberTrainer(TimeProvider.System).Train(
            Blobs.Set(20, 40, seed: seed), new MemberOptions { HiddenWidth = 8, MaximumEpochs = 5, Seed = seed }, new MemberLineage(null, "hash", 1)).Checkpoint)
        .ToArray();

    [Theory]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(2500)]
    public void Score_OfAnyNumberOfRows_EqualsTheFormula(int rows)
    {
        var features = Features(rows);
        var columns = Members.Select(_ => new float[rows]).ToArray();
        using var scorer = new MemberScorer(Members);

        scorer.Score(features, columns.Select(column => column.AsMemory()).ToArray());

        for (var member = 0; member < Members.Length; member++)
        {
            foreach (var row in new[] { 0, rows / 2, rows - 1 })
            {
                Assert.Equal(Expected(Members[member], features.AsSpan(row * 16, 16)), columns[member][row], 1e-5);
            }
        }
    }

    [Fact]
    public void Score_WhenARowIsNotFinite_IsNotANumberForThatRowOnly()
    {
        var features = Features(3);
        features[16] = Half.NaN;
        var scores = new float[3];
        using var scorer = new MemberScorer([Members[0]]);

        scorer.Score(features, [scores]);

        Assert.True(float.IsNaN(scores[1]));
        Assert.True(float.IsFinite(scores[0]) && float.IsFinite(scores[2]));
    }

    [Fact]
    public void Score_ManyTimes_KeepsTheCountOfLiveTensors()
    {
        var member = Members[0];
        var before = torch.Tensor.TotalCount;
        var scores = new float[5000];
        for (var i = 0; i < 3; i++)
        {
            using var scorer = new MemberScorer([member]);
            scorer.Score(Features(5000), [scores]);
        }

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Fact]
    public void Combine_GivesMeanAndPopulationDeviation()
    {
        var mean = new float[2];
        var deviation = new float[2];

        EnsembleScores.Combine([new[] { 0.2f, 1f }, new[] { 0.4f, 1f }, new[] { 0.9f, 1f }], mean, deviation);

        Assert.Equal(0.5, mean[0], 1e-6);
        Assert.Equal(Math.Sqrt(0.26 / 3), deviation[0], 1e-6);
        Assert.Equal((1f, 0f), (mean[1], deviation[1]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(147_203)]
    public async Task WriteAsync_GivesANumPyFile(int rows)
    {
        var scores = Enumerable.Range(0, rows).Select(i => (float)i).ToArray();
        using var stream = new MemoryStream();

        await ScoreColumn.WriteAsync(stream, scores);

        var file = stream.ToArray();
        var headerEnd = 10 + file[8] + (256 * file[9]);
        Assert.Equal(0, headerEnd % 64);
        Assert.StartsWith($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows},), }}", System.Text.Encoding.ASCII.GetString(file[10..headerEnd]));
        Assert.Equal((byte)'\n', file[headerEnd - 1]);
        Assert.Equal(scores, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(file.AsSpan(headerEnd)).ToArray());
    }

    private static Half[] Features(int rows)
    {
        var random = new Random(5);
        return Enumerable.Range(0, rows * 16).Select(_ => (Half)Blobs.Normal(random)).ToArray();
    }

    // σ(Σ w₂ gelu(W₁ (x - μ)/s + b₁) + b₂), in double precision.
    private static double Expected(MemberCheckpoint member, ReadOnlySpan<Half> row)
    {
        var (hidden, bias, output) = (member.Parameter("hidden.weight"), member.Parameter("hidden.bias"), member.Parameter("output.weight"));
        double logit = member.Parameter("output.bias")[0];
        for (var unit = 0; unit < member.HiddenWidth; unit++)
        {
            double input = bias[unit];
            for (var j = 0; j < row.Length; j++)
            {
                input += hidden[(unit * row.Length) + j] * ((double)row[j] - member.Scale.Mean[j]) / member.Scale.Deviation[j];
            }

            logit += output[unit] * input * NormalCdf(input);
        }

        return 1 / (1 + Math.Exp(-logit));
    }

    // Φ(x) by its Maclaurin series, exact enough for |x| < 6.
    private static double NormalCdf(double x)
    {
        var term = x;
        var sum = x;
        for (var k = 1; k < 200; k++)
        {
            term *= -x * x / (2 * k);
            sum += term / ((2 * k) + 1);
        }

        return 0.5 + (sum / Math.Sqrt(2 * Math.PI));
    }
}
