using LensGrains.Catalogs;
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

    /// <summary>Every member of a policy that cannot do with what the catalogue has; one without a source may yet get anything.</summary>
    public static IReadOnlyList<FieldProblem> Check(CampaignPolicy policy, Catalog catalog)
        => catalog.Count > 0 && WhyNot(policy.Members, catalog) is { } why ? [new FieldProblem("policy.members", why)] : [];

    /// <summary>Why some members cannot do with what the catalogue has, for people; null where they can.</summary>
    public static string? WhyNot(IEnumerable<MemberSpec> members, Catalog catalog)
        => members.FirstOrDefault(NeedsPositions) is { } needs && !CatalogField.HasPositions(catalog)
            ? $"'{needs.Kind}' looks at a source's neighbours on the sky, and no source of the catalogue '{catalog.Id.Value}' has a position (columns ra and dec)."
            : null;

    /// <summary>True where the member is of no use in a catalogue without positions.</summary>
    public static bool NeedsPositions(MemberSpec spec) => spec.Kind == MemberOptions.Field;

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
