using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace LensGrains.Silo;

/// <summary>
/// Finds ports of the loopback interface that nobody listens on. They lie below those that systems hand to outgoing connections (32768
/// on Linux), so that no connection takes one between the finding and the listening.
/// </summary>
internal static class FreePort
{
    private const int Lowest = 10_240;
    private const int End = 32_768;
    private const int MostTries = 1_000;

    public static int Next()
    {
        for (var tries = 1; ; tries++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            var port = RandomNumberGenerator.GetInt32(Lowest, End);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                socket.Listen();
                return port;
            }
            catch (SocketException taken) when (tries < MostTries && taken.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
            }
        }
    }
}
