using System.Net;
using System.Net.Sockets;

namespace Edge.LoadTests.Demo;

/// <summary>
/// Ports of this machine for a process that starts in a moment. They lie below the range that Linux gives to outgoing
/// connections and to port 0 (<c>net.ipv4.ip_local_port_range</c>), so that nothing takes one in between by chance.
/// </summary>
internal static class FreePorts
{
    private const int First = 20_000;
    private const int End = 32_768;

    private static int _next = Random.Shared.Next(First, End);

    /// <summary>So many different ports that nothing listens on. No port comes twice before the range has been gone through.</summary>
    public static int[] Take(int count)
    {
        var ports = new List<int>(count);
        for (int tried = First; tried < End && ports.Count < count; tried++)
        {
            int port = First + (int)((uint)Interlocked.Increment(ref _next) % (End - First));
            if (IsFree(port))
            {
                ports.Add(port);
            }
        }

        return ports.Count == count ? [.. ports] : throw new InvalidOperationException($"Fewer than {count} ports from {First} to {End - 1} are free.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
