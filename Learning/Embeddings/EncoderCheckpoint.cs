using System.Globalization;
using System.Security.Cryptography;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Embeddings;

/// <summary>
/// An encoder as a safetensors file: the network's arrays under its own names, so that a member of the same architecture can load it to go on
/// from, and in the metadata what it takes (network, bands, image size, normalisation) and what made it.
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
        (Bands, ImageSize) = (Number(file, "bands"), Number(file, "imageSize"));
        if (!Backbones.Names.Contains(Network))
        {
            throw new CheckpointException($"There is no network '{Network}' here.");
        }
    }

    /// <summary>The network's name.</summary>
    public string Network { get; }

    /// <summary>Bands of the images it takes.</summary>
    public int Bands { get; }

    /// <summary>Pixels along each side of the images that it was trained on.</summary>
    public int ImageSize { get; }

    /// <summary>Everything that the file says of itself, by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    /// <summary>The file; equal encoders have equal bytes.</summary>
    public byte[] ToBytes() => _file.ToBytes();

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(ToBytes()));

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="CheckpointException">It is no encoder of this program; the message says why.</exception>
    public static EncoderCheckpoint Parse(ReadOnlyMemory<byte> file) => new(SafeTensors.Parse(file));

    /// <summary>The network as it is now.</summary>
    /// <param name="network">The encoder.</param>
    /// <param name="name">Its name among <see cref="Backbones.Names"/>.</param>
    /// <param name="bands">Bands of an image.</param>
    /// <param name="imageSize">Pixels along each side.</param>
    /// <param name="madeBy">What made it: method, seed, epochs, normalisation and the like.</param>
    public static EncoderCheckpoint Of(
        ImageNetwork network, string name, int bands, int imageSize, IEnumerable<KeyValuePair<string, string>> madeBy)
    {
        var metadata = new Dictionary<string, string>(madeBy, StringComparer.Ordinal)
        {
            ["format"] = Format,
            ["network"] = name,
            ["bands"] = bands.ToString(CultureInfo.InvariantCulture),
            ["imageSize"] = imageSize.ToString(CultureInfo.InvariantCulture),
        };
        return new EncoderCheckpoint(new SafeTensors(NetworkStates.Save(network), metadata));
    }

    /// <summary>The same encoder with more said of it.</summary>
    public EncoderCheckpoint With(string name, string text)
        => new(new SafeTensors(_file.Tensors, new Dictionary<string, string>(_file.Metadata, StringComparer.Ordinal) { [name] = text }));

    /// <summary>A network with these weights, ready to evaluate; the caller disposes of it, and then of the generator.</summary>
    public ImageNetwork Build(torch.Generator generator)
    {
        var network = Backbones.Create(Network, Bands, ImageSize, generator);
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

    private static int Number(SafeTensors file, string name)
        => int.TryParse(file.RequireText(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1 << 16
            ? number
            : throw new CheckpointException($"'{name}' is no number of a usable size.");
}
