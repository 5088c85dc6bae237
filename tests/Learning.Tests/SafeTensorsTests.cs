using System.Buffers.Binary;
using System.Text;
using LensGrains.Learning.Checkpoints;

namespace LensGrains.Learning.Tests;

public sealed class SafeTensorsTests
{
    [Fact]
    public void Parse_WhatToBytesWrote_GivesItBack()
    {
        var file = new SafeTensors(
            new Dictionary<string, StoredTensor>
            {
                ["b"] = StoredTensor.Of([1f, -2.5f, 3f, 4f, 5f, 6f], 2, 3),
                ["a"] = StoredTensor.Of([7L, long.MaxValue], 2),
                ["empty"] = StoredTensor.Of(ReadOnlySpan<float>.Empty, 0, 4),
            },
            new Dictionary<string, string> { ["note"] = "π \"quoted\"" });

        var read = SafeTensors.Parse(file.ToBytes());

        Assert.Equal([1f, -2.5f, 3f, 4f, 5f, 6f], read.Require("b", TensorElement.F32, 2, 3).Floats());
        Assert.Equal([7L, long.MaxValue], read.Require("a", TensorElement.I64, 2).Integers());
        Assert.Empty(read.Require("empty", TensorElement.F32, 0, 4).Floats());
        Assert.Equal("π \"quoted\"", read.RequireText("note"));
        Assert.Equal(file.ToBytes(), read.ToBytes());
    }

    [Fact]
    public void Parse_WhatTheFormatsDescriptionShows_ReadsIt()
    {
        var file = File(Tensor("x", "F16", "[1,2]", 0, 4), [0x00, 0x3C, 0x00, 0xC0]);

        var tensor = SafeTensors.Parse(file).Tensors["x"];

        Assert.Equal(TensorElement.F16, tensor.Element);
        Assert.Equal([(Half)1, (Half)(-2)], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Half>(tensor.Bytes.Span).ToArray());
    }

    public static TheoryData<string, byte[], string> Hostile() => new()
    {
        { "short", [1, 2, 3], "shorter" },
        { "header beyond the file", [255, 255, 255, 255, 255, 255, 255, 127, 1], "claims" },
        { "no JSON", File("{", []), "malformed" },
        { "a list", File("[]", []), "malformed" },
        { "unknown type", File(Tensor("x", "F8", "[1]", 0, 1), [0]), "unsupported type" },
        { "a number for a type", File(Tensor("x", "0", "[1]", 0, 4), [0, 0, 0, 0]), "unsupported type" },
        { "outside", File(Tensor("x", "F32", "[2]", 0, 8), [0, 0, 0, 0]), "outside" },
        { "reversed", File(Tensor("x", "U8", "[1]", 1, 0), [0]), "outside" },
        { "wrong size", File(Tensor("x", "F32", "[2]", 0, 4), [0, 0, 0, 0]), "do not fill" },
        { "negative size", File(Tensor("x", "U8", "[-1]", 0, 0), []), "do not fill" },
        { "overflowing size", File(Tensor("x", "U8", "[4294967296,4294967296]", 0, 1), [0]), "" },
        { "overlap", File(Tensor("x", "U8", "[2]", 0, 2) + "," + Tensor("y", "U8", "[2]", 1, 3), [0, 0, 0]), "overlap" },
        { "gap", File(Tensor("x", "U8", "[1]", 1, 2), [0, 0]), "gaps" },
        { "rest", File(Tensor("x", "U8", "[1]", 0, 1), [0, 0]), "belong to no array" },
        { "twice", File(Tensor("x", "U8", "[1]", 0, 1) + "," + Tensor("x", "U8", "[1]", 1, 2), [0, 0]), "twice" },
        { "no offsets", File("\"x\":{\"dtype\":\"U8\",\"shape\":[1]}", [0]), "malformed" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Parse_WhenTheFileIsHostile_RefusesWithAReason(string name, byte[] file, string reason)
    {
        var refused = Assert.Throws<CheckpointException>(() => SafeTensors.Parse(file));

        Assert.True(refused.Message.Contains(reason, StringComparison.Ordinal), $"{name}: {refused.Message}");
    }

    [Fact]
    public void Require_WhenNameTypeOrShapeDiffer_SaysWhich()
    {
        var file = new SafeTensors(new Dictionary<string, StoredTensor> { ["w"] = StoredTensor.Of([1f, 2f], 2) }, new Dictionary<string, string>());

        Assert.Contains("lacks 'v'", Assert.Throws<CheckpointException>(() => file.Require("v", TensorElement.F32, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("F32 [2]", Assert.Throws<CheckpointException>(() => file.Require("w", TensorElement.I64, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("[1, 2]", Assert.Throws<CheckpointException>(() => file.Require("w", TensorElement.F32, 1, 2)).Message, StringComparison.Ordinal);
    }

    private static string Tensor(string name, string dtype, string shape, int begin, int end)
        => $"\"{name}\":{{\"dtype\":\"{dtype}\",\"shape\":{shape},\"data_offsets\":[{begin},{end}]}}";

    private static byte[] File(string properties, byte[] data)
    {
        var header = Encoding.UTF8.GetBytes(properties.StartsWith('"') ? "{" + properties + "}" : properties);
        var file = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        data.CopyTo(file, 8 + header.Length);
        return file;
    }
}
