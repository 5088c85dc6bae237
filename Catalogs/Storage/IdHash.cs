using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LensGrains.Core.Ids;

namespace LensGrains.Catalogs.Storage;

/// <summary>The number by which an id is looked up: the first 8 bytes, big-endian, of SHA-256 of its UTF-8. Part of the file format.</summary>
internal static class IdHash
{
    public static ulong Of(SourceId id)
    {
        Span<byte> hash = stackalloc byte[32];
        Span<byte> text = stackalloc byte[512];
        if (Encoding.UTF8.TryGetBytes(id.Value, text, out var length))
        {
            SHA256.HashData(text[..length], hash);
        }
        else
        {
            SHA256.HashData(Encoding.UTF8.GetBytes(id.Value), hash);
        }

        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
