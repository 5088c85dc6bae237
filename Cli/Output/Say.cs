using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace LensGrains.Cli;

/// <summary>How commands print: results as JSON, lines or a table on the output, complaints on the error stream.</summary>
internal static class Say
{
    public static void Json<T>(this Surroundings surroundings, T value, JsonTypeInfo<T> type)
        => surroundings.Line(JsonSerializer.Serialize(value, type));

    public static void Line(this Surroundings surroundings, string line)
        => surroundings.Out.Profile.Out.Writer.WriteLine(line);

    public static void Note(this Surroundings surroundings, string line)
        => surroundings.Error.Profile.Out.Writer.WriteLine(line);

    public static void Complain(this Surroundings surroundings, string message)
        => surroundings.Note("lens: " + message);

    public static void Table(this Surroundings surroundings, string[] heads, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var head in heads)
        {
            table.AddColumn(new TableColumn(Markup.Escape(head)) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        }

        foreach (var row in rows)
        {
            table.AddRow(Array.ConvertAll(row, cell => new Text(cell)));
        }

        surroundings.Out.Write(table);
    }
}
