using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LensGrains.Api.Auth;

/// <summary>Secrets and their hashes. A secret has 256 random bits, so a plain hash of it gives nothing away.</summary>
internal static class Token
{
    private const int Bytes = 32;

    public static string New() => "lens_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
