using System.Security.Cryptography;
using System.Text.Json;
using LensGrains.Imaging;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Training;
using LensGrains.Learning.Weights;

namespace LensGrains.Learning.Embeddings;

/// <summary>
/// An encoder as a safetensors file: the network's arrays under its own names, so that a member of the same architecture can load it to go on
/// from, and in the metadata what it takes (network, bands, image size, normalisation: the contract) and what made it.
/// </summary>
public sealed class EncoderCheckpoint
{
    private const string Format = "lensgrains.encoder/1";

    private readonly SafeTensors _file;

    private EncoderCheckpoint(SafeTensors file)
    {
        _file = file;
        if (file.RequireText("format") != Format)
        {
            throw new CheckpointException($"Not an encoder of this program: {file.RequireText("format")}.");
        }

        Network = file.RequireText("network");
        Contract = ContractOf(file);
        if (!Backbones.Names.Contains(Network))
        {
            throw new CheckpointException($"There is no network '{Network}' here.");
        }
    }

    /// <summary>The network's name.</summary>
    public string Network { get; }

    /// <summary>What it sees of a source.</summary>
    public ImageContract Contract { get; }

    /// <summary>Everything that the file says of itself, by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    /// <summary>The file; equal encoders have equal bytes.</summary>
    public byte[] ToBytes() => _file.ToBytes();

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(ToBytes()));

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="CheckpointException">It is no encoder of this program; the message says why.</exception>
    public static EncoderCheckpoint Parse(ReadOnlyMemory<byte> file) => Of(SafeTensors.Parse(file));

    /// <summary>Checks a file that has been read.</summary>
    /// <exception cref="CheckpointException">It is no encoder of this program; the message says why.</exception>
    public static EncoderCheckpoint Of(SafeTensors file) => new(file);

    /// <summary>True for the file of an encoder of this program.</summary>
    public static bool Is(SafeTensors file) => file.Metadata.TryGetValue("format", out var format) && format == Format;

    /// <summary>An encoder of weights that PyTorch, timm, torchvision or Zoobot wrote, and what became of its arrays.</summary>
    /// <param name="file">The weights.</param>
    /// <param name="name">The architecture, one of <see cref="Backbones.Names"/>.</param>
    /// <param name="contract">What it shall see of a source; from 128 pixels on, and where it is coarse, the network has its published first layer.</param>
    /// <exception cref="CheckpointException">The weights are not that network's; the message says why.</exception>
    public static (EncoderCheckpoint Encoder, WeightReport Report) Import(SafeTensors file, string name, ImageContract contract)
    {
        using var generator = new torch.Generator(0);
        using var network = Backbones.Create(name, contract.Bands, contract.Size, generator);
        var report = WeightImport.Load(network, file, new WeightOptions());
        return (Of(network, name, contract, [new("method", "imported"), new("names", report.Names)]), report);
    }

    /// <summary>The network as it is now.</summary>
    /// <param name="network">The encoder.</param>
    /// <param name="name">Its name among <see cref="Backbones.Names"/>.</param>
    /// <param name="contract">What it sees of a source.</param>
    /// <param name="madeBy">What made it: method, seed, epochs and the like.</param>
    public static EncoderCheckpoint Of(
        ImageNetwork network, string name, ImageContract contract, IEnumerable<KeyValuePair<string, string>> madeBy)
    {
        var metadata = new Dictionary<string, string>(madeBy, StringComparer.Ordinal)
        {
            ["format"] = Format,
            ["network"] = name,
            ["contract"] = JsonSerializer.Serialize(contract, ImageMemberJson.Default.ImageContract),
        };
        return new EncoderCheckpoint(new SafeTensors(NetworkStates.Save(network), metadata));
    }

    /// <summary>The same encoder with more said of it.</summary>
    public EncoderCheckpoint With(string name, string text)
        => new(new SafeTensors(_file.Tensors, new Dictionary<string, string>(_file.Metadata, StringComparer.Ordinal) { [name] = text }));

    /// <summary>A network with these weights, ready to evaluate; the caller disposes of it, and then of the generator.</summary>
    public ImageNetwork Build(torch.Generator generator)
    {
        var network = Backbones.Create(Network, Contract.Bands, Contract.Size, generator);
        try
        {
            NetworkStates.Load(network, _file);
            network.eval();
            return network;
        }
        catch (CheckpointException)
        {
            network.Dispose();
            throw;
        }
    }

    private static ImageContract ContractOf(SafeTensors file)
    {
        try
        {
            var contract = JsonSerializer.Deserialize(file.RequireText("contract"), ImageMemberJson.Default.ImageContract)
                ?? throw new CheckpointException("The encoder does not say what it sees.");
            contract.Validate();
            return contract;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new CheckpointException($"What the encoder sees is malformed: {e.Message}", e);
        }
    }
}
