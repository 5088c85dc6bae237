using System.CommandLine;
using LensGrains.Cli.Client;

namespace LensGrains.Cli.Commands;

/// <summary><c>lens token create --annotator A --campaign C --role R</c>: prints a token; the token is the annotator.</summary>
internal static class TokenCommand
{
    public static Command Build(Surroundings surroundings) => new("token", "tokens of annotators") { BuildCreate(surroundings) };

    private static Command BuildCreate(Surroundings surroundings)
    {
        var server = new ServerOptions(surroundings);
        var annotator = new Option<string>("--annotator") { Required = true, Description = "who labels with it" };
        var campaign = new Option<string?>("--campaign", "-c") { Description = "the only campaign it opens (default: all)" };
        var role = new Option<string>("--role") { Description = "what it may do", DefaultValueFactory = _ => "annotator" };
        role.AcceptOnlyFromAmong("owner", "annotator", "viewer");
        var json = CommonOptions.Json();
        var command = new Command("create", "make a token and print it") { annotator, campaign, role, json };
        server.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            using var client = server.Connect(parsed);
            var asked = new CreateToken(parsed.GetValue(annotator)!, parsed.GetValue(campaign), parsed.GetValue(role)!);
            var created = await client.CreateTokenAsync(asked, stop);
            if (parsed.GetValue(json))
            {
                surroundings.Json(created, MessageJson.Default.CreatedToken);
            }
            else
            {
                surroundings.Line(created.Token);
            }

            return 0;
        });
        return command;
    }
}
