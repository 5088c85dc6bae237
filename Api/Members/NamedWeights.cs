using LensGrains.Core.Campaigns;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Members;

namespace LensGrains.Api.Members;

/// <summary>The files that members name: weights to start from, and graphs of layers.</summary>
internal sealed class NamedWeights(IBlobStore blobs)
{
    private static readonly string[] Options = [ImageMemberOptionNames.Pretrained, ImageMemberOptionNames.Graph];

    /// <summary>
    /// A problem for every file that is not there. Names that are no file names are left to the check of the options. A file may still go
    /// before a member is trained; then the round fails and names it.
    /// </summary>
    public async Task<IReadOnlyList<FieldProblem>> CheckAsync(IEnumerable<MemberSpec> members, CancellationToken cancellationToken)
    {
        var named = members.SelectMany(m => m.Choices ?? new Dictionary<string, string>())
            .Where(c => Options.Contains(c.Key) && ImageMemberOptionNames.IsFileName(c.Value)).Select(c => c.Value).Distinct();
        var problems = new List<FieldProblem>();
        foreach (var name in named)
        {
            if (await blobs.LengthAsync(MemberFiles.Pretrained(name), cancellationToken) is null)
            {
                problems.Add(new FieldProblem("policy.members", $"There is no file '{name}' among the deployment's weights; GET /weights lists them."));
            }
        }

        return problems;
    }
}
