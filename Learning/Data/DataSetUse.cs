namespace LensGrains.Learning.Data;

/// <summary>What becomes of labels that a model made.</summary>
public enum MachineLabels
{
    /// <summary>They train nothing.</summary>
    Refused,

    /// <summary>They may train; they still calibrate and measure nothing.</summary>
    MayTrain,
}

/// <summary>Holds a wanted use of data sets against their cards.</summary>
public static class DataSetUse
{
    /// <summary>All that speaks against a use; nothing where it is allowed.</summary>
    /// <param name="use">One use.</param>
    /// <param name="parts">All the rows that would be used together.</param>
    /// <param name="machineLabels">Whether a model's labels may train.</param>
    public static IReadOnlyList<UseRefusal> Check(
        DataUses use, IReadOnlyList<DataSetPart> parts, MachineLabels machineLabels = MachineLabels.Refused)
    {
        if (use is not (DataUses.Pretraining or DataUses.LensTraining or DataUses.Calibration or DataUses.Evaluation))
        {
            throw new ArgumentOutOfRangeException(nameof(use), use, "One use is checked at a time.");
        }

        var refusals = new List<UseRefusal>();
        foreach (var part in parts)
        {
            refusals.AddRange(Reasons(use, part, parts, machineLabels)
                .Select(reason => new UseRefusal(part.Card.Id, use, reason.Reason, $"Data set '{part.Card.Id}': {reason.Message}.")));
        }

        return refusals;
    }

    /// <exception cref="DataUseRefusedException">Something speaks against the use; the message names every card.</exception>
    public static void Require(DataUses use, IReadOnlyList<DataSetPart> parts, MachineLabels machineLabels = MachineLabels.Refused)
    {
        var refusals = Check(use, parts, machineLabels);
        if (refusals.Count > 0)
        {
            throw new DataUseRefusedException(refusals);
        }
    }

    private static IEnumerable<(UseRefusalReason Reason, string Message)> Reasons(
        DataUses use, DataSetPart part, IReadOnlyList<DataSetPart> all, MachineLabels machineLabels)
    {
        var card = part.Card;
        if (!card.AllowedUses.HasFlag(use))
        {
            yield return (UseRefusalReason.UseForbidden, $"not for {NameOf(use)}, only for {card.AllowedUses}; {card.Note}");
            yield break;
        }

        if (use == DataUses.Pretraining)
        {
            yield break; // no lens label takes part
        }

        if ((part.Positives > 0 && card.Labels is LabelKind.NegativeOnly or LabelKind.None)
            || (part.Negatives > 0 && card.Labels is LabelKind.PositiveOnly or LabelKind.MixedConfidence or LabelKind.None))
        {
            yield return (UseRefusalReason.LabelOfAnotherKind,
                $"it cannot hold {part.Positives} positives and {part.Negatives} negatives, its labels are {card.Labels}");
        }

        if (part.Positives > 0 && all.Sum(other => other.Negatives) == 0)
        {
            yield return (UseRefusalReason.NegativesMissing, "lenses without a single negative beside them");
        }

        if (card.Labels == LabelKind.NegativeOnly && part.Negatives == 0)
        {
            yield return (UseRefusalReason.NegativesMissing, $"its negatives have to be built first; {card.Note}");
        }
        else if (all.Sum(other => other.Positives) == 0)
        {
            yield return (UseRefusalReason.PositivesMissing, "no positive beside its negatives");
        }

        foreach (var column in card.RequiredColumns.Except(part.Columns))
        {
            yield return (UseRefusalReason.ColumnMissing, $"its labels mean nothing without the column '{column}'; {card.Note}");
        }

        if (part.Origin == LabelOrigin.Machine && !(use == DataUses.LensTraining && machineLabels == MachineLabels.MayTrain))
        {
            yield return (UseRefusalReason.MachineLabels, $"labels made by a model are not for {NameOf(use)}");
        }
    }

    private static string NameOf(DataUses use) => use switch
    {
        DataUses.Pretraining => "pretraining",
        DataUses.LensTraining => "training on lens labels",
        DataUses.Calibration => "calibration",
        _ => "evaluation",
    };
}
