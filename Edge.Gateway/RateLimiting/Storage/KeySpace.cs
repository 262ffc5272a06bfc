using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Edge.Gateway.RateLimiting.Storage;

/// <summary>Keeps kinds of keys apart: the same number for the same names on every node.</summary>
internal static class KeySpace
{
    public static ulong Of(string kind, string name) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{name}")));
}
