using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LensGrains.Imaging;
using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Evaluation;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;
using LensGrains.Learning.SelfSupervised;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Experiments;

/// <summary>A baseline that a script computes outside: a row of the table where the script can run, a row that says why where it cannot.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Script">A Python script, relative to the configuration's folder; see <see cref="ScriptBaseline"/>.</param>
public sealed record BaselineConfig(string Name, string Script);

/// <summary>Sources that are simulated, scored and forgotten, for figures that hang on very many of them.</summary>
public sealed record RareConfig
{
    /// <summary>Non-lenses; 0: this part is left out.</summary>
    public int Others { get; init; }

    /// <summary>Lenses.</summary>
    public int Lenses { get; init; } = 2000;

    /// <summary>Share of lenses for which purity and completeness are told, by weighing the two.</summary>
    public double Prevalence { get; init; } = 0.0005;

    /// <summary>Seed of their sky; not that of the data.</summary>
    public long Seed { get; init; } = 9001;
}

/// <summary>
/// An experiment: data, members, seeds, evaluation. As a file it says only what differs from the defaults; <see cref="ToJson"/> says
/// everything.
/// </summary>
public sealed record ExperimentConfig
{
    /// <summary>What it is called.</summary>
    public string Name { get; init; } = "experiment";

    /// <summary>What it is for.</summary>
    public string About { get; init; } = "";

    /// <summary>The sources.</summary>
    public DataConfig Data { get; init; } = new();

    /// <summary>What members see that do not say so themselves.</summary>
    public ImageContract Contract { get; init; } = new();

    /// <summary>Seeds of the trainings; tables tell mean and standard deviation over them.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [1];

    /// <summary>How predictions are evaluated.</summary>
    public EvaluationOptions Evaluation { get; init; } = new();

    /// <summary>Baselines outside.</summary>
    public IReadOnlyList<BaselineConfig> Baselines { get; init; } = [];

    /// <summary>Figures on very many simulated sources.</summary>
    public RareConfig Rare { get; init; } = new();

    /// <summary>Who is trained.</summary>
    [JsonIgnore]
    public IReadOnlyList<MemberConfig> Members { get; init; } = [];

    /// <summary>The folder that relative paths start from.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    /// <summary>Reads a configuration.</summary>
    /// <param name="text">JSON; comments and trailing commas are allowed.</param>
    /// <param name="folder">The folder that relative paths start from.</param>
    /// <param name="find">Finds the text of a member that is given by name; null where there is none.</param>
    /// <exception cref="ExperimentException">A key or value is wrong; the message names it.</exception>
    public static ExperimentConfig Parse(string text, string folder, Func<string, string?> find)
    {
        try
        {
            var given = ParseObject(text);
            var members = given["members"];
            given.Remove("members");
            var whole = (JsonObject)JsonSerializer.SerializeToNode(new ExperimentConfig(), ExperimentJson.Default.ExperimentConfig)!;
            Overlay.Apply(whole, given);
            var config = whole.Deserialize(ExperimentJson.Default.ExperimentConfig)! with { Folder = folder };
            config = config with { Members = [.. MembersOf(members).Select(member => Member(member, config.Contract, find))] };
            config.Validate();
            return config;
        }
        catch (JsonException e)
        {
            throw new ExperimentException($"the configuration does not read: {e.Message}", e);
        }
    }

    /// <summary>Reads a member's file.</summary>
    /// <exception cref="ExperimentException">A key or value is wrong; the message names it.</exception>
    public static MemberConfig ParseMember(string text, ImageContract contract)
    {
        try
        {
            return MemberConfig.Parse(ParseObject(text), contract);
        }
        catch (JsonException e)
        {
            throw new ExperimentException($"the member's file does not read: {e.Message}", e);
        }
    }

    /// <summary>The member of this name: from its file, or of this kind with the defaults.</summary>
    /// <exception cref="ExperimentException">There is neither.</exception>
    public static MemberConfig NamedMember(string name, ImageContract contract, Func<string, string?> find)
        => find(name) is { } text ? ParseMember(text, contract) : MemberConfig.OfKind(name, contract);

    /// <summary>Everything, defaults included.</summary>
    public JsonObject ToJson()
    {
        var whole = (JsonObject)JsonSerializer.SerializeToNode(this, ExperimentJson.Default.ExperimentConfig)!;
        whole["members"] = new JsonArray([.. Members.Select(member => member.ToJson())]);
        return whole;
    }

    /// <summary>A path of the configuration.</summary>
    public string PathOf(string path) => Path.GetFullPath(Path.Combine(Folder.Length == 0 ? "." : Folder, path));

    /// <exception cref="ExperimentException">A value is wrong; the message names it.</exception>
    public void Validate()
    {
        Data.Validate();
        Require(Name.Length > 0 && Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') && Name[0] != '.', $"'{Name}' is no name for a run");
        Require(Seeds.Count > 0 && Seeds.Distinct().Count() == Seeds.Count, "seeds are one or more, each once");
        Require(Members.Count > 0, "there is no member");
        Require(Members.DistinctBy(member => member.Name).Count() == Members.Count, "two members have one name");
        Require(Rare.Others >= 0 && Rare.Lenses > 0 && Rare.Prevalence is > 0 and < 1, "rare: counts are positive, the prevalence lies between 0 and 1");
        Require(Rare.Others == 0 || Data.Kind is DataKind.Survey or DataKind.Full, "rare goes with the simulated sky");
        try
        {
            Contract.Validate();
            Evaluation.Bootstrap.Validate();
        }
        catch (ArgumentException e)
        {
            throw new ExperimentException(e.Message, e);
        }
    }

    private static JsonObject ParseObject(string text) => JsonNode.Parse(
        text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false }) as JsonObject
        ?? throw new ExperimentException("the configuration is no JSON object");

    private static IEnumerable<JsonNode?> MembersOf(JsonNode? members) => members switch
    {
        null => [],
        JsonArray array => array,
        _ => throw new ExperimentException("'members' is a list of names and objects"),
    };

    private static MemberConfig Member(JsonNode? member, ImageContract contract, Func<string, string?> find) => member switch
    {
        JsonObject given => MemberConfig.Parse(given, contract),
        JsonValue value when value.TryGetValue<string>(out var name) => NamedMember(name, contract, find),
        _ => throw new ExperimentException("a member is a name or an object"),
    };

    private static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ExperimentException(rule);
        }
    }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ExperimentConfig))]
[JsonSerializable(typeof(ImageMemberOptions))]
[JsonSerializable(typeof(MemberOptions))]
[JsonSerializable(typeof(Augmentation))]
[JsonSerializable(typeof(ColumnScale))]
[JsonSerializable(typeof(ImageContract))]
[JsonSerializable(typeof(SelfSupervisedOptions))]
[JsonSerializable(typeof(StageRecord))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ExperimentJson : JsonSerializerContext;
