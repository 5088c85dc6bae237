using System.Text.Json;
using System.Text.Json.Nodes;
using LensGrains.Imaging;
using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Experiments;

/// <summary>
/// A member of an experiment: a network on images, or an <c>mlp</c> or <c>gmlp</c> on the features that are computed from pixels without
/// training (<see cref="Features"/>). As JSON it is one object: <c>kind</c>, the keys of <see cref="ImageMemberOptions"/> or
/// <see cref="MemberOptions"/>, and <c>name</c>, <c>from</c>, <c>about</c>.
/// </summary>
/// <param name="Name">What files and tables call it.</param>
/// <param name="Image">The options of a network on images; null for a member on features.</param>
/// <param name="Vector">The options of a member on features; null for a network on images.</param>
public sealed record MemberConfig(string Name, ImageMemberOptions? Image, MemberOptions? Vector)
{
    private static readonly string[] KeysOfSome = ["hiddenWidth", "tokens", "tokenWidth", "depth", "heads", "neighbours", "radiusArcsec"];

    /// <summary>The checkpoint that its weights start from; null: random weights.</summary>
    public string? From { get; init; }

    /// <summary>The architecture.</summary>
    public string Kind => Image?.Kind ?? Vector!.Kind;

    /// <summary>Most epochs.</summary>
    public int Epochs => Image?.Epochs ?? Vector!.MaximumEpochs;

    /// <summary>Every kind of member.</summary>
    public static IReadOnlyList<string> Kinds => [.. ImageMembers.Kinds.Concat(MemberOptions.Kinds).Order(StringComparer.Ordinal)];

    /// <summary>A member of this kind with default options.</summary>
    /// <exception cref="ExperimentException">There is no such kind.</exception>
    public static MemberConfig OfKind(string kind, ImageContract contract) => Parse(new JsonObject { ["kind"] = kind }, contract);

    /// <summary>Reads a member; what is not said has its default.</summary>
    /// <param name="given">The object.</param>
    /// <param name="contract">What the member sees where it does not say itself.</param>
    /// <exception cref="ExperimentException">A key or value is wrong; the message names it.</exception>
    public static MemberConfig Parse(JsonObject given, ImageContract contract)
    {
        var rest = (JsonObject)given.DeepClone();
        var kind = Text(rest, "kind", remove: false) ?? throw new ExperimentException("a member needs a 'kind'");
        var name = Text(rest, "name") ?? kind;
        var from = Text(rest, "from");
        Text(rest, "about");
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            throw new ExperimentException($"the member's name '{name}' is not made of letters, digits, '_' and '-'");
        }

        try
        {
            return MemberOptions.Kinds.Contains(kind)
                ? new MemberConfig(name, null, VectorOptions(rest, kind)) { From = from }
                : new MemberConfig(name, ImageOptions(rest, contract), null) { From = from };
        }
        catch (Exception e) when (e is ExperimentException or ArgumentException or JsonException)
        {
            throw new ExperimentException($"member '{name}': {e.Message}", e);
        }
    }

    /// <summary>The whole member, with its defaults.</summary>
    public JsonObject ToJson()
    {
        var whole = Image is not null ? Node(Image) : Node(Vector!);
        whole["name"] = Name;
        whole["from"] = From;
        return whole;
    }

    private static MemberOptions VectorOptions(JsonObject given, string kind)
    {
        var defaults = new MemberOptions { Kind = kind };
        var whole = Node(defaults);
        Overlay.Apply(whole, given);
        foreach (var (key, value) in All(defaults).Where(all => !whole.ContainsKey(all.Key)).ToArray())
        {
            whole[key] = value?.DeepClone(); // what the kind does not have is as it is by default
        }

        var options = whole.Deserialize(ExperimentJson.Default.MemberOptions)!;
        options.Validate();
        return options;
    }

    private static ImageMemberOptions ImageOptions(JsonObject given, ImageContract contract)
    {
        if (given["augmentation"] is JsonValue preset && preset.TryGetValue<string>(out var named))
        {
            given["augmentation"] = JsonSerializer.SerializeToNode(Augmentation.Named(named), ExperimentJson.Default.Augmentation);
        }

        if (given["columns"] is JsonArray columns)
        {
            given["columns"] = new JsonArray([.. columns.Select(Column)]);
        }

        var whole = Node(new ImageMemberOptions { Contract = contract });
        if (ImageMembers.TakesGraph(Text(given, "kind", remove: false)!))
        {
            whole["graph"] = null; // other kinds refuse it as any unknown key
        }

        Overlay.Apply(whole, given);
        var options = whole.Deserialize(ExperimentJson.Default.ImageMemberOptions)!;
        options.Validate();
        return options;
    }

    /// <summary>A column by its name alone has no scale yet: the training set gives it one.</summary>
    private static JsonNode? Column(JsonNode? column) => column is JsonValue name && name.TryGetValue<string>(out var text)
        ? JsonSerializer.SerializeToNode(new ColumnScale(text, 0, 1), ExperimentJson.Default.ColumnScale)
        : column?.DeepClone();

    private static JsonObject Node(ImageMemberOptions options) => (JsonObject)JsonSerializer.SerializeToNode(options, ExperimentJson.Default.ImageMemberOptions)!;

    private static JsonObject Node(MemberOptions options)
    {
        var whole = All(options);
        foreach (var key in KeysOfSome.Except(KeysOf(options.Kind)))
        {
            whole.Remove(key); // what the kind does not have is refused as any other unknown key
        }

        return whole;
    }

    private static JsonObject All(MemberOptions options) => (JsonObject)JsonSerializer.SerializeToNode(options, ExperimentJson.Default.MemberOptions)!;

    private static string[] KeysOf(string kind) => kind switch
    {
        MemberOptions.Gated => ["hiddenWidth", "tokens", "tokenWidth", "depth"],
        MemberOptions.Field => ["tokenWidth", "depth", "heads", "neighbours", "radiusArcsec"],
        _ => ["hiddenWidth"],
    };

    private static string? Text(JsonObject given, string key, bool remove = true)
    {
        var value = given[key];
        if (value is not null && value.GetValueKind() != JsonValueKind.String)
        {
            throw new ExperimentException($"'{key}' of a member is a text");
        }

        if (remove)
        {
            given.Remove(key);
        }

        return value?.GetValue<string>();
    }
}
