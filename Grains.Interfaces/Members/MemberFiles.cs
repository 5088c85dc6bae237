using System.Globalization;

namespace LensGrains.Grains.Interfaces.Members;

/// <summary>Where a round's attempt puts a member's files.</summary>
public static class MemberFiles
{
    public static string Checkpoint(string folder, int serial) => Of(folder, serial, "weights.safetensors");

    /// <summary>The folder of the attempt that wrote a member's file.</summary>
    public static string FolderOf(string file) => file[..file.LastIndexOf("/members/", StringComparison.Ordinal)];

    public static string Report(string folder, int serial) => Of(folder, serial, "report.json");

    /// <summary>Where its training stands while it is under way; replaced, and removed once it is over.</summary>
    public static string Training(string folder, int serial) => Of(folder, serial, "training.safetensors");

    /// <summary>Weights that members may start from, put there by whoever runs the deployment.</summary>
    public static string Pretrained(string name) => $"weights/{name}";

    /// <summary>The member's scores of one shard, <c>[rows]</c> float32.</summary>
    public static string Scores(string folder, int serial, int shard)
        => Of(folder, serial, string.Create(CultureInfo.InvariantCulture, $"shard-{shard:D5}.npy"));

    private static string Of(string folder, int serial, string name)
        => string.Create(CultureInfo.InvariantCulture, $"{folder}/members/{serial}/{name}");
}
