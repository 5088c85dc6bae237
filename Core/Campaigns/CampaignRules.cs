using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;

namespace LensGrains.Core.Campaigns;

/// <summary>What a campaign's classes and policy may be.</summary>
public static class CampaignRules
{
    /// <summary>Every field that cannot be used; empty where all can.</summary>
    public static IReadOnlyList<FieldProblem> Check(ClassScheme classes, CampaignPolicy policy)
    {
        var problems = new List<FieldProblem>();
        void Require(bool holds, string field, string message)
        {
            if (!holds)
            {
                problems.Add(new FieldProblem(field, message));
            }
        }

        Require(classes.Names.Count is >= 2 and <= 9, "classes", "A campaign has two to nine classes.");
        Require(classes.Names.Distinct().Count() == classes.Names.Count, "classes", "The classes have different names.");
        Require(classes.Names.All(n => n.Length is > 0 and <= 60), "classes", "A class has a name of 1 to 60 characters.");
        Require(classes.Has(classes.Positive), "positive", "The positive class is one of the classes.");
        CheckPages(policy, Require);
        CheckTraining(policy, Require);
        CheckExamples(policy, Require);
        return problems;
    }

    private static void CheckPages(CampaignPolicy policy, Action<bool, string, string> require)
    {
        require(policy.PageSize is >= 1 and <= 200, "policy.pageSize", "1 to 200.");
        require(policy.SupplementRatio is >= 0 and <= 1, "policy.supplementRatio", "0 to 1.");
        require(policy.AuditRatio is >= 0 and <= 1, "policy.auditRatio", "0 to 1.");
        require(policy.LeaseSeconds is >= 1 and <= 604_800, "policy.leaseSeconds", "1 second to 7 days.");
        require(policy.MaxOpenPages is >= 1 and <= 100, "policy.maxOpenPages", "1 to 100.");
        require(policy.Overlap is >= 1 and <= 20, "policy.overlap", "1 to 20.");
        require(Enum.IsDefined(policy.SupplementMethod), "policy.supplementMethod", "uncertainty or threshold.");
    }

    private static void CheckExamples(CampaignPolicy policy, Action<bool, string, string> require)
    {
        require(policy.HardNegativeShare is >= 0 and <= 0.9, "policy.hardNegativeShare", "0 to 0.9.");
        require(policy.HardNegativeWeight is null or (>= 1 and <= 100), "policy.hardNegativeWeight", "1 to 100.");
        require(policy.ConfirmedWeight is null or (>= 1 and <= 100), "policy.confirmedWeight", "1 to 100.");
        require(policy.PresumedNegatives is >= 0 and <= PresumedNegatives.Most, "policy.presumedNegatives", "0 to 100,000.");
        require(policy.RecencyDecay is >= 0 and <= 10, "policy.recencyDecay", "0 to 10.");
        require(policy.ObjectRadiusArcsec is null or (>= 0 and <= 60), "policy.objectRadiusArcsec", "0 to 60 arcsec.");
    }

    private static void CheckTraining(CampaignPolicy policy, Action<bool, string, string> require)
    {
        require(policy.NumSubmissionTrain >= 1, "policy.numSubmissionTrain", "1 or more.");
        require(policy.MaximumEnsembleSize is >= 1 and <= 50, "policy.maximumEnsembleSize", "1 to 50.");
        require(
            policy.InitialEnsembleSize >= 1 && policy.InitialEnsembleSize <= policy.MaximumEnsembleSize,
            "policy.initialEnsembleSize",
            "1 to maximumEnsembleSize.");
        require(policy.Members.Count >= 1, "policy.members", "At least one kind.");
        require(policy.Members.Count <= 50, "policy.members", "At most 50 kinds.");
        require(Enum.IsDefined(policy.ThresholdRule), "policy.thresholdRule", "heldOut, inSample or pool.");
        require(
            Enum.IsDefined(policy.ThresholdAt) && (policy.ThresholdRule != ThresholdRule.Pool || policy.ThresholdAt is ThresholdAt.Midpoint or ThresholdAt.Crossing),
            "policy.thresholdAt",
            "midpoint or crossing; with labelled scores also falsePositiveRate, f1, youden, recallAtLeast or precisionAtLeast.");
        require(policy.ThresholdAim is null or (> 0 and <= 1), "policy.thresholdAim", "Above 0, to 1.");
        require(Enum.IsDefined(policy.Accelerator), "policy.accelerator", "prefer, require or none.");
        require(policy.RetrainWhen.Labels is null or >= 1, "policy.retrainWhen.labels", "1 or more.");
        require(policy.RetrainWhen.Days is null or > 0, "policy.retrainWhen.days", "More than 0.");
        require(policy.RetrainWhen.Confirmed is null or >= 1, "policy.retrainWhen.confirmed", "1 or more.");
    }
}
