using LensGrains.Core.Campaigns;
using LensGrains.Core.Labeling;
using LensGrains.Learning.Members;
using LensGrains.Learning.Training;

namespace LensGrains.Grains.Members;

/// <summary>What a policy's members mean: which kinds there are, which numbers and words each takes.</summary>
public static class MemberSpecs
{
    /// <summary>Every field of a campaign that cannot be used, its members' options included; empty where all can.</summary>
    public static IReadOnlyList<FieldProblem> Check(ClassScheme classes, CampaignPolicy policy)
        => [.. CampaignRules.Check(classes, policy), .. policy.Members.Select(WhyNot).OfType<string>().Distinct().Select(why => new FieldProblem("policy.members", why))];

    /// <summary>True where the member looks at images.</summary>
    public static bool IsOnImages(MemberSpec spec) => ImageMembers.Knows(spec.Kind);

    /// <summary>The options of a member on embeddings.</summary>
    /// <exception cref="ArgumentException">An option is not known or out of range.</exception>
    public static MemberOptions OfEmbeddings(MemberSpec spec) => MemberOptionNames.Apply(new MemberOptions { Kind = spec.Kind }, spec.Options, spec.Choices);

    /// <summary>The options of a member on images.</summary>
    /// <exception cref="ArgumentException">An option is not known or out of range.</exception>
    public static ImageMemberOptions OfImages(MemberSpec spec)
        => ImageMemberOptionNames.Apply(new ImageMemberOptions { Kind = spec.Kind }, spec.Options, spec.Choices);

    /// <summary>What is in the file is checked when a member is trained.</summary>
    private static void RequireGraph(MemberSpec spec)
    {
        if (ImageMembers.TakesGraph(spec.Kind) && spec.Choices?.ContainsKey(ImageMemberOptionNames.Graph) != true)
        {
            throw new ArgumentException($"'{spec.Kind}' needs a {ImageMemberOptionNames.Graph}: name a JSON file among the deployment's weights.");
        }
    }

    private static string? WhyNot(MemberSpec spec)
    {
        try
        {
            if (IsOnImages(spec))
            {
                OfImages(spec).ValidateSettings();
                RequireGraph(spec);
            }
            else if (MemberOptions.Kinds.Contains(spec.Kind))
            {
                OfEmbeddings(spec).Validate();
            }
            else
            {
                return $"There is no kind '{spec.Kind}': {string.Join(", ", MemberKinds.All.Select(k => k.Name))}.";
            }

            return null;
        }
        catch (ArgumentException unusable)
        {
            return unusable.Message;
        }
    }
}
