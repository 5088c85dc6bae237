using System.CommandLine;
using LensGrains.Learning.Data;

namespace LensGrains.Cli.Commands;

/// <summary><c>lens dataset cards</c>: what is known of the field's data sets, and what each may be used for.</summary>
internal static class DatasetCardsCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var json = CommonOptions.Json();
        var command = new Command("cards", "known data sets and what each may be used for") { json };
        command.SetAction((parsed, _) =>
        {
            if (parsed.GetValue(json))
            {
                surroundings.Line($"[{string.Join(",\n", DataSetCards.Known.Select(card => card.ToJson()))}]");
            }
            else
            {
                surroundings.Table(
                    ["id", "labels", "uses", "columns", "citation"],
                    DataSetCards.Known.Select(card => (string[])[card.Id, $"{card.Labels}", $"{card.AllowedUses}", string.Join(",", card.RequiredColumns), card.Citation]));
            }

            return Task.FromResult(0);
        });
        return command;
    }
}
