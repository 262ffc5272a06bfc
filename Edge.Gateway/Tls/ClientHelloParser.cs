using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Edge.Gateway.Tls;

/// <summary>Reads the body of a ClientHello (RFC 8446 §4.1.2; RFC 5246 §7.4.1.2 for older ones).</summary>
internal static class ClientHelloParser
{
    private const int RandomBytes = 32;
    private const int MaxSessionIdBytes = 32;
    private const ushort ServerNameExtension = 0; // RFC 6066 §3.
    private const ushort SignatureAlgorithmsExtension = 13; // RFC 8446 §4.2.3.
    private const ushort ApplicationProtocolsExtension = 16; // RFC 7301.
    private const ushort SupportedVersionsExtension = 43; // RFC 8446 §4.2.1.
    private const byte HostNameType = 0;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."u8);

    /// <summary>False when the body breaks its own structure; then nothing in it is believed.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out ClientHello? hello)
    {
        hello = null;
        HelloSpanReader reader = new(body);
        if (!reader.TryReadUInt16(out ushort legacyVersion)
            || !reader.TrySkip(RandomBytes)
            || !reader.TryReadVector8(out ReadOnlySpan<byte> sessionId) || sessionId.Length > MaxSessionIdBytes
            || !reader.TryReadVector16(out ReadOnlySpan<byte> suites) || suites.IsEmpty || suites.Length % sizeof(ushort) != 0
            || !reader.TryReadVector8(out ReadOnlySpan<byte> compressions) || compressions.IsEmpty)
        {
            return false;
        }

        Extensions found = default;
        if (!reader.IsAtEnd) // Before TLS 1.2 there may be no extensions at all.
        {
            if (!reader.TryReadVector16(out ReadOnlySpan<byte> extensions) || !reader.IsAtEnd || !TryReadExtensions(extensions, ref found))
            {
                return false;
            }
        }

        hello = new ClientHello
        {
            HighestVersion = found.HighestVersion ?? TlsVersions.FromLegacy(legacyVersion),
            ServerName = found.ServerName,
            FirstApplicationProtocol = found.FirstProtocol,
            OffersHttp2 = found.OffersHttp2,
            CipherSuites = Keep(suites),
            Extensions = found.Types ?? [],
            SignatureAlgorithms = found.Algorithms ?? [],
        };
        return true;
    }

    private static bool TryReadExtensions(ReadOnlySpan<byte> extensions, ref Extensions found)
    {
        HelloSpanReader reader = new(extensions);
        Span<ushort> types = stackalloc ushort[TlsLimits.MaxExtensions];
        int count = 0;
        for (int index = 0; !reader.IsAtEnd; index++)
        {
            if (index == TlsLimits.MaxExtensions || !reader.TryReadUInt16(out ushort type) || !reader.TryReadVector16(out ReadOnlySpan<byte> data))
            {
                return false;
            }

            if (IsGrease(type))
            {
                continue;
            }

            if (types[..count].Contains(type) || !TryReadExtension(type, data, ref found))
            {
                return false; // No type may come twice (RFC 8446 §4.2).
            }

            types[count++] = type;
        }

        found.Types = types[..count].ToArray();
        return true;
    }

    private static bool TryReadExtension(ushort type, ReadOnlySpan<byte> data, ref Extensions found) => type switch
    {
        ServerNameExtension => TryReadServerName(data, ref found),
        ApplicationProtocolsExtension => TryReadApplicationProtocols(data, ref found),
        SupportedVersionsExtension => TryReadSupportedVersions(data, ref found),
        SignatureAlgorithmsExtension => TryReadSignatureAlgorithms(data, ref found),
        _ => true,
    };

    private static bool TryReadServerName(ReadOnlySpan<byte> data, ref Extensions found)
    {
        HelloSpanReader reader = new(data);
        if (!reader.TryReadVector16(out ReadOnlySpan<byte> list) || !reader.IsAtEnd)
        {
            return false;
        }

        HelloSpanReader names = new(list);
        if (!names.TryReadByte(out byte type) || !names.TryReadVector16(out ReadOnlySpan<byte> name))
        {
            return false;
        }

        if (type == HostNameType)
        {
            found.ServerName = ReadHostName(name);
        }

        return true; // Further names are passed over: RFC 6066 allows one of each type, and knows one type.
    }

    /// <summary>Null for what no host is called; the default certificate then answers.</summary>
    private static string? ReadHostName(ReadOnlySpan<byte> name)
    {
        if (name.EndsWith("."u8))
        {
            name = name[..^1];
        }

        if (name.Length is 0 or > TlsLimits.MaxServerNameLength || name.ContainsAnyExcept(NameBytes))
        {
            return null;
        }

        return string.Create(name.Length, name, static (target, source) => Ascii.ToLower(source, target, out _));
    }

    private static bool TryReadApplicationProtocols(ReadOnlySpan<byte> data, ref Extensions found)
    {
        HelloSpanReader reader = new(data);
        if (!reader.TryReadVector16(out ReadOnlySpan<byte> list) || !reader.IsAtEnd)
        {
            return false;
        }

        HelloSpanReader protocols = new(list);
        while (!protocols.IsAtEnd)
        {
            if (!protocols.TryReadVector8(out ReadOnlySpan<byte> protocol) || protocol.IsEmpty)
            {
                return false;
            }

            found.OffersHttp2 |= protocol.SequenceEqual("h2"u8);
            bool isGrease = protocol.Length == sizeof(ushort) && IsGrease(BinaryPrimitives.ReadUInt16BigEndian(protocol));
            if (!isGrease)
            {
                found.FirstProtocol ??= Name(protocol);
            }
        }

        return true;
    }

    private static string Name(ReadOnlySpan<byte> protocol)
    {
        if (protocol.SequenceEqual("h2"u8))
        {
            return "h2";
        }

        return protocol.SequenceEqual("http/1.1"u8) ? "http/1.1" : Encoding.Latin1.GetString(protocol);
    }

    private static bool TryReadSupportedVersions(ReadOnlySpan<byte> data, ref Extensions found)
    {
        HelloSpanReader reader = new(data);
        if (!reader.TryReadVector8(out ReadOnlySpan<byte> versions) || !reader.IsAtEnd || versions.IsEmpty || versions.Length % sizeof(ushort) != 0)
        {
            return false;
        }

        TlsVersion highest = TlsVersion.None;
        for (; !versions.IsEmpty; versions = versions[sizeof(ushort)..])
        {
            TlsVersion version = TlsVersions.FromSupported(BinaryPrimitives.ReadUInt16BigEndian(versions));
            highest = version > highest ? version : highest;
        }

        found.HighestVersion = highest;
        return true;
    }

    private static bool TryReadSignatureAlgorithms(ReadOnlySpan<byte> data, ref Extensions found)
    {
        HelloSpanReader reader = new(data);
        if (!reader.TryReadVector16(out ReadOnlySpan<byte> algorithms) || !reader.IsAtEnd || algorithms.Length % sizeof(ushort) != 0)
        {
            return false;
        }

        found.Algorithms = Keep(algorithms);
        return true;
    }

    private static ushort[] Keep(ReadOnlySpan<byte> codes)
    {
        Span<ushort> kept = stackalloc ushort[TlsLimits.MaxKeptCodes];
        int count = 0;
        for (; !codes.IsEmpty && count < kept.Length; codes = codes[sizeof(ushort)..])
        {
            ushort code = BinaryPrimitives.ReadUInt16BigEndian(codes);
            if (!IsGrease(code))
            {
                kept[count++] = code;
            }
        }

        return kept[..count].ToArray();
    }

    /// <summary>The values 0x0A0A, 0x1A1A … 0xFAFA, which mean nothing on purpose (RFC 8701).</summary>
    private static bool IsGrease(ushort value) => (value & 0x0F0F) == 0x0A0A && value >> 8 == (value & 0xFF);

    private ref struct Extensions
    {
        public TlsVersion? HighestVersion;
        public string? ServerName;
        public string? FirstProtocol;
        public bool OffersHttp2;
        public ushort[]? Types;
        public ushort[]? Algorithms;
    }
}
