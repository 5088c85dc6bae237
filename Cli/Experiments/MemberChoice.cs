using System.Text.Json.Nodes;
using LensGrains.Imaging;
using LensGrains.Learning.Experiments;

namespace LensGrains.Cli.Experiments;

/// <summary>Members that a command line names.</summary>
internal static class MemberChoice
{
    /// <summary>Members by name; <c>all</c>: every member that has a file in <c>configs/members</c>.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static IReadOnlyList<MemberConfig> Of(IEnumerable<string> names, ImageContract contract)
    {
        var wanted = names.SelectMany(name => name.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .SelectMany(name => name == "all" ? ConfigFiles.MemberNames : [name])
            .Distinct().ToArray();
        try
        {
            return [.. wanted.Select(name => ExperimentConfig.NamedMember(name, contract, ConfigFiles.MemberText))];
        }
        catch (ExperimentException unknown)
        {
            throw new UsageException(unknown.Message);
        }
    }

    /// <summary>The member with some keys changed; a key that its kind does not have is refused by name.</summary>
    /// <exception cref="UsageException">A key or value does not fit the member.</exception>
    public static MemberConfig With(MemberConfig member, IReadOnlyDictionary<string, JsonNode> changes, ImageContract contract)
    {
        var whole = member.ToJson();
        foreach (var (key, value) in changes)
        {
            whole[key] = value.DeepClone();
        }

        try
        {
            return MemberConfig.Parse(whole, contract);
        }
        catch (ExperimentException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }
}
