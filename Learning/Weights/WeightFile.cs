using LensGrains.Learning.Checkpoints;

namespace LensGrains.Learning.Weights;

/// <summary>Files of weights that somebody else trained. Safetensors only: a PyTorch pickle can run code when it is read.</summary>
public static class WeightFile
{
    /// <summary>What to do with a pickle, on a machine where its makers are trusted.</summary>
    public const string HowToConvert =
        "python3 -c \"import torch, safetensors.torch as s; d = torch.load('in.pt', map_location='cpu'); d = d.get('state_dict', d); "
        + "s.save_file({k: v.clone().contiguous() for k, v in d.items() if torch.is_tensor(v)}, 'out.safetensors')\"";

    /// <summary>Reads a file whole.</summary>
    /// <exception cref="CheckpointException">It is no whole safetensors file; a pickle is told how to be converted.</exception>
    public static SafeTensors Read(string path)
    {
        var length = new FileInfo(path).Length;
        return length <= Array.MaxLength
            ? Parse(File.ReadAllBytes(path))
            : throw new CheckpointException($"The file has {length} bytes, more than the {Array.MaxLength} that are read at once.");
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="CheckpointException">They are no whole safetensors file; a pickle is told how to be converted.</exception>
    public static SafeTensors Parse(ReadOnlyMemory<byte> file) => IsPickle(file.Span)
        ? throw new CheckpointException(
            $"This is a PyTorch pickle (.pt, .pth, .ckpt, .bin), which can run code when it is read. Convert it where you trust it: {HowToConvert}")
        : SafeTensors.Parse(file);

    /// <summary>A zip archive (PyTorch 1.6 and later), or a bare pickle of protocol 2 to 5 (before).</summary>
    private static bool IsPickle(ReadOnlySpan<byte> file)
        => file is [(byte)'P', (byte)'K', 3, 4, ..] || (file is [0x80, >= 2 and <= 5, var next, ..] && next is 0x8A or 0x95 or (byte)'}' or (byte)'c');
}
