using System.Buffers.Binary;
using System.Text;

namespace Edge.Tests.Gateway.Tls;

/// <summary>Makes ClientHello messages by hand, good and bad ones.</summary>
internal sealed class HelloBuilder
{
    private readonly List<(ushort Type, byte[] Data)> _extensions = [];

    public ushort LegacyVersion { get; set; } = 0x0303;

    public ushort RecordVersion { get; set; } = 0x0301;

    public ushort[] Suites { get; set; } = [0x1301, 0xC02B, 0xC02F];

    public bool WithoutExtensions { get; set; }

    public HelloBuilder Extension(ushort type, byte[] data)
    {
        _extensions.Add((type, data));
        return this;
    }

    public HelloBuilder ServerName(string name) => Extension(0, Vector16([0, .. Vector16(Encoding.Latin1.GetBytes(name))]));

    public HelloBuilder Versions(params ushort[] versions) => Extension(43, Vector8(Codes(versions)));

    public HelloBuilder Algorithms(params ushort[] algorithms) => Extension(13, Vector16(Codes(algorithms)));

    public HelloBuilder Protocols(params string[] protocols) =>
        Extension(16, Vector16([.. protocols.SelectMany(static protocol => Vector8(Encoding.Latin1.GetBytes(protocol)))]));

    /// <summary>The body, without any header.</summary>
    public byte[] Body()
    {
        byte[] extensions = [.. _extensions.SelectMany(static extension => (byte[])[.. Codes([extension.Type]), .. Vector16(extension.Data)])];
        return [.. Codes([LegacyVersion]), .. new byte[32], .. Vector8(new byte[32]), .. Vector16(Codes(Suites)), .. Vector8([0]), .. WithoutExtensions ? [] : Vector16(extensions)];
    }

    /// <summary>The message with its handshake header.</summary>
    public byte[] Message()
    {
        byte[] body = Body();
        return [1, (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length, .. body];
    }

    /// <summary>The message in records of at most so many bytes.</summary>
    public byte[] Records(int recordBytes = 16 * 1024) =>
        [.. Message().Chunk(recordBytes).SelectMany(chunk => (byte[])[22, .. Codes([RecordVersion]), .. Vector16(chunk)])];

    public static byte[] Codes(ushort[] codes)
    {
        byte[] bytes = new byte[codes.Length * 2];
        for (int index = 0; index < codes.Length; index++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(index * 2), codes[index]);
        }

        return bytes;
    }

    public static byte[] Vector8(byte[] data) => [(byte)data.Length, .. data];

    public static byte[] Vector16(byte[] data) => [.. Codes([(ushort)data.Length]), .. data];
}
