using LensGrains.Catalogs;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Rounds;
using LensGrains.Learning.Data;

namespace LensGrains.Grains.Members;

/// <summary>Where a round's labels come from, as the trainer holds it against the cards of data sets.</summary>
public static class LabelSources
{
    /// <summary>What becomes of labels that a model made.</summary>
    public static MachineLabels MachineLabelsOf(CampaignPolicy policy) => policy.TrainOnMachineLabels ? MachineLabels.MayTrain : MachineLabels.Refused;

    /// <summary>All that speaks against training on these examples, for people; null where nothing does.</summary>
    /// <param name="examples">What people, files and programs say.</param>
    /// <param name="presumed">Negatives that are presumed beside it.</param>
    /// <param name="catalog">Where the columns are that cards ask for.</param>
    /// <param name="policy">Says what becomes of labels that a model made.</param>
    public static string? WhyNot(IReadOnlyList<Example> examples, int presumed, Catalog catalog, CampaignPolicy policy)
    {
        var unknown = examples.Select(e => e.DataSet).OfType<string>().Distinct().FirstOrDefault(id => DataSetCards.Find(id) is null);
        if (unknown is not null)
        {
            return $"Data set '{unknown}': it has no card, so nobody knows what its labels may be used for.";
        }

        var refusals = DataSetUse.Check(DataUses.LensTraining, PartsOf(examples, presumed, catalog), MachineLabelsOf(policy));
        return refusals.Count == 0 ? null : string.Join(" ", refusals.Select(r => r.Message));
    }

    /// <summary>Examples by data set and origin. Columns that a card asks for are there where every one of its sources has them in the catalogue.</summary>
    public static IReadOnlyList<DataSetPart> PartsOf(IReadOnlyList<Example> examples, int presumed, Catalog catalog) =>
    [
        .. presumed > 0 ? [new DataSetPart(DataSetCards.Presumed, 0, presumed)] : Array.Empty<DataSetPart>(),
        .. examples.GroupBy(e => (e.DataSet, e.Origin)).OrderBy(g => g.Key.DataSet, StringComparer.Ordinal).ThenBy(g => g.Key.Origin)
            .Select(part => PartOf([.. part], catalog)),
    ];

    private static DataSetPart PartOf(Example[] examples, Catalog catalog)
    {
        var card = examples[0].DataSet is { } id ? DataSetCards.Find(id) ?? throw new DataUseRefusedException([NoCard(id)]) : DataSetCards.Campaign;
        var columns = card.RequiredColumns
            .Where(column => examples.All(e => catalog.Get(e.Source).Columns.TryGetValue(column, out var value) && value.Length > 0)).ToArray();
        return new DataSetPart(card, examples.Count(e => e.Positive), examples.Count(e => !e.Positive)) { Origin = examples[0].Origin, Columns = columns };
    }

    private static UseRefusal NoCard(string id)
        => new(id, DataUses.LensTraining, UseRefusalReason.UseForbidden, $"Data set '{id}': it has no card.");
}
