using System.Globalization;
using LensGrains.Learning.Checkpoints;

namespace LensGrains.Learning.Networks;

/// <summary>The arrays of <see cref="Swag"/> in a safetensors file.</summary>
internal static class SwagFile
{
    private const string CollectedName = "swag.collected";
    private const string RankName = "swag.rank";
    private const string ColumnsName = "swag.columns";

    public static SafeTensors Write(IReadOnlyDictionary<string, SwagMoments> moments, long collected, int rank)
    {
        using var scope = torch.NewDisposeScope();
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        var columns = 0;
        foreach (var (name, moment) in moments)
        {
            tensors[Mean(name)] = Stored(moment.Mean);
            tensors[Squares(name)] = Stored(moment.Squares);
            columns = moment.Deviations.Count;
            if (columns > 0)
            {
                tensors[Deviations(name)] = Stored(torch.stack(moment.Deviations));
            }
        }

        return new SafeTensors(tensors, Texts(collected, rank, columns));
    }

    /// <summary>The counts as the file's texts.</summary>
    public static Dictionary<string, string> Texts(long collected, long rank, long columns) => new()
    {
        [CollectedName] = collected.ToString(CultureInfo.InvariantCulture),
        [RankName] = rank.ToString(CultureInfo.InvariantCulture),
        [ColumnsName] = columns.ToString(CultureInfo.InvariantCulture),
    };

    public static (long Collected, int Rank, int Columns) Counts(SafeTensors file)
    {
        var (collected, rank, columns) = (Count(file, CollectedName), Count(file, RankName), Count(file, ColumnsName));
        return columns <= Math.Min(collected, rank)
            ? (collected, rank, columns)
            : throw new CheckpointException($"{columns} deviations of {collected} weights at rank {rank}: the counts do not go together.");
    }

    public static void Read(SafeTensors file, string name, int columns, SwagMoments into)
    {
        using var scope = torch.NewDisposeScope();
        into.Mean.copy_(Read(file, Mean(name), into.Mean.shape));
        into.Squares.copy_(Read(file, Squares(name), into.Mean.shape));
        if (columns > 0)
        {
            foreach (var deviation in Read(file, Deviations(name), [columns, .. into.Mean.shape]).unbind())
            {
                into.Keep(deviation.clone());
            }
        }
    }

    private static string Mean(string name) => "swag.mean." + name;

    private static string Squares(string name) => "swag.squares." + name;

    private static string Deviations(string name) => "swag.deviations." + name;

    private static int Count(SafeTensors file, string name)
        => int.TryParse(file.RequireText(name), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new CheckpointException($"'{name}' is not a count.");

    private static StoredTensor Stored(torch.Tensor tensor) => StoredTensor.Of(tensor.contiguous().data<float>().ToArray(), tensor.shape);

    private static torch.Tensor Read(SafeTensors file, string name, long[] shape)
        => torch.tensor(file.Require(name, TensorElement.F32, shape).Floats(), shape);
}
