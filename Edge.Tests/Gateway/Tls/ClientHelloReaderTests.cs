using System.Buffers;
using Edge.Gateway.Tls;

namespace Edge.Tests.Gateway.Tls;

public sealed class ClientHelloReaderTests
{
    private static readonly byte[] Modern = new HelloBuilder { Suites = [0x3A3A, 0x1301, 0xC02B] }
        .Extension(0x1A1A, [])
        .ServerName("Acme.Localhost")
        .Protocols("h2", "http/1.1")
        .Versions(0x2A2A, 0x0304, 0x0303)
        .Algorithms(0x0403, 0x0804)
        .Records();

    [Fact]
    public void Read_ModernHello_KeepsWhatItOffersWithoutGrease()
    {
        Assert.Equal(ClientHelloStatus.Complete, Read(Modern, out ClientHello? hello));
        Assert.Equal(TlsVersion.Tls13, hello!.HighestVersion);
        Assert.Equal("acme.localhost", hello.ServerName);
        Assert.Equal("h2", hello.FirstApplicationProtocol);
        Assert.True(hello.OffersHttp2);
        Assert.Equal<ushort>([0x1301, 0xC02B], hello.CipherSuites);
        Assert.Equal<ushort>([0, 16, 43, 13], hello.Extensions);
        Assert.Equal<ushort>([0x0403, 0x0804], hello.SignatureAlgorithms);
    }

    [Theory]
    [InlineData(0x0300, "ssl3")]
    [InlineData(0x0301, "1.0")]
    [InlineData(0x0302, "1.1")]
    [InlineData(0x0303, "1.2")]
    [InlineData(0x0304, "1.2")] // legacy_version never says more than 1.2.
    [InlineData(0x0399, "1.2")]
    [InlineData(0x0200, "none")]
    public void Read_LegacyVersionAlone_IsTheVersionOffered(ushort legacy, string label)
    {
        byte[] bytes = new HelloBuilder { LegacyVersion = legacy, WithoutExtensions = true }.Records();
        Assert.Equal(ClientHelloStatus.Complete, Read(bytes, out ClientHello? hello));
        Assert.Equal(label, TlsVersions.ToLabel(hello!.HighestVersion));
    }

    [Theory]
    [InlineData(new ushort[] { 0x0302, 0x0301 }, "1.1")] // Outranks legacy_version 1.2.
    [InlineData(new ushort[] { 0x0303, 0x0304 }, "1.3")] // Order does not matter.
    [InlineData(new ushort[] { 0x7F1C, 0x0303 }, "1.2")] // A draft counts for nothing.
    [InlineData(new ushort[] { 0xFEFD }, "none")] // DTLS.
    [InlineData(new ushort[] { 0x8A8A }, "none")] // GREASE alone.
    public void Read_SupportedVersions_HighestKnownIsTheVersionOffered(ushort[] versions, string label)
    {
        Assert.Equal(ClientHelloStatus.Complete, Read(new HelloBuilder().Versions(versions).Records(), out ClientHello? hello));
        Assert.Equal(label, TlsVersions.ToLabel(hello!.HighestVersion));
    }

    [Theory]
    [InlineData("a.example.com.", "a.example.com")]
    [InlineData("A_b-9.Example", "a_b-9.example")]
    [InlineData("", null)]
    [InlineData(".", null)]
    [InlineData("a\0.example.com", null)]
    [InlineData("b\u00FCcher.example", null)]
    [InlineData("[::1]", null)]
    public void Read_ServerName_IsAHostOrNothing(string sent, string? expected)
    {
        Assert.Equal(ClientHelloStatus.Complete, Read(new HelloBuilder().ServerName(sent).Records(), out ClientHello? hello));
        Assert.Equal(expected, hello!.ServerName);
    }

    [Fact]
    public void Read_ServerNameAboveLimit_IsIgnored()
    {
        Assert.Equal(ClientHelloStatus.Complete, Read(new HelloBuilder().ServerName(new string('a', 256)).Records(), out ClientHello? hello));
        Assert.Null(hello!.ServerName);
    }

    [Fact]
    public void Read_EveryPrefix_AsksForMoreAndTheWholeIsComplete()
    {
        ClientHelloReader reader = default;
        for (int length = 0; length < Modern.Length; length++)
        {
            Assert.Equal(ClientHelloStatus.NeedMore, reader.Read(new ReadOnlySequence<byte>(Modern, 0, length), out _));
        }

        Assert.Equal(ClientHelloStatus.Complete, reader.Read(new ReadOnlySequence<byte>(Modern), out _));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(100)]
    public void Read_HelloAcrossRecords_IsPutTogether(int recordBytes)
    {
        byte[] bytes = new HelloBuilder().ServerName("acme.localhost").Versions(0x0304).Records(recordBytes);
        ClientHelloReader reader = default;
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(ClientHelloStatus.NeedMore, reader.Read(new ReadOnlySequence<byte>(bytes, 0, length), out _));
        }

        Assert.Equal(ClientHelloStatus.Complete, reader.Read(new ReadOnlySequence<byte>(bytes), out ClientHello? hello));
        Assert.Equal("acme.localhost", hello!.ServerName);
    }

    [Fact]
    public void Read_RecordsOfOneByte_AreTooMany()
    {
        Assert.Equal(ClientHelloStatus.TooLarge, Read(new HelloBuilder().ServerName("acme.localhost").Records(1), out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    public void Read_HelloAcrossSegments_IsTheSame(int segmentBytes)
    {
        ClientHelloReader reader = default;
        Assert.Equal(ClientHelloStatus.Complete, reader.Read(Segment.Split(Modern, segmentBytes), out ClientHello? hello));
        Assert.Equal("acme.localhost", hello!.ServerName);
    }

    [Fact]
    public void Read_HelloWithBytesBehind_IgnoresThem()
    {
        Assert.Equal(ClientHelloStatus.Complete, Read([.. Modern, 1, 2, 3], out _));
    }

    [Fact]
    public void Read_HelloAboveLimit_IsTooLargeBeforeItHasCome()
    {
        byte[] header = [22, 3, 1, 0x40, 0, 1, 0, 0x40, 0];
        Assert.Equal(ClientHelloStatus.TooLarge, Read(header, out _));
    }

    [Fact]
    public void Read_LargestHello_IsComplete()
    {
        HelloBuilder builder = new();
        int rest = TlsLimits.MaxClientHelloBytes - builder.Extension(21, []).Message().Length;
        byte[] bytes = new HelloBuilder().Extension(21, new byte[rest]).Records();
        Assert.Equal(ClientHelloStatus.Complete, Read(bytes, out _));
        Assert.Equal(ClientHelloStatus.TooLarge, Read(new HelloBuilder().Extension(21, new byte[rest + 1]).Records(), out _));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("G")]
    [InlineData("\u0016\u0002\u0001\u0000\u0010")] // Not version 3.x.
    [InlineData("\u0016\u0003\u0001\u0000\u0000")] // An empty record.
    [InlineData("\u0016\u0003\u0001\u0041\u0000")] // A record above 2^14.
    [InlineData("\u0016\u0003\u0001\u0000\u0010\u0002\u0000\u0000\u0010")] // ServerHello.
    [InlineData("\u0015\u0003\u0001\u0000\u0002\u0002\u0028")] // An alert.
    [InlineData("\u0000")]
    [InlineData("\u0080\u0001\u0002")] // Top bit as in SSL 2.0, another message.
    [InlineData("\u0080\u002E\u0001\u0009\u0009")] // SSL 2.0 form, no version that ever was.
    public void Read_Garbage_IsNotTls(string text)
    {
        Assert.Equal(ClientHelloStatus.NotTls, Read([.. text.Select(static character => (byte)character)], out _));
    }

    [Theory]
    [InlineData(0x0002, "ssl2")]
    [InlineData(0x0301, "1.0")]
    public void Read_HelloOfSsl2_IsToldByItsVersion(ushort version, string label)
    {
        Assert.Equal(ClientHelloStatus.Complete, Read([0x80, 0x2E, 1, .. HelloBuilder.Codes([version]), 0, 0], out ClientHello? hello));
        Assert.Equal(label, TlsVersions.ToLabel(hello!.HighestVersion));
    }

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "no suites", new HelloBuilder { Suites = [] }.Records() },
        { "extension twice", new HelloBuilder().Versions(0x0304).Versions(0x0304).Records() },
        { "odd versions", new HelloBuilder().Extension(43, [3, 3, 4, 3]).Records() },
        { "no versions", new HelloBuilder().Extension(43, [0]).Records() },
        { "versions longer than extension", new HelloBuilder().Extension(43, [8, 3, 4]).Records() },
        { "bytes behind versions", new HelloBuilder().Extension(43, [2, 3, 4, 0]).Records() },
        { "empty server name list", new HelloBuilder().Extension(0, [0, 0]).Records() },
        { "server name too long for its list", new HelloBuilder().Extension(0, [0, 4, 0, 0, 9, 65]).Records() },
        { "empty protocol", new HelloBuilder().Extension(16, [0, 1, 0]).Records() },
        { "odd algorithms", new HelloBuilder().Extension(13, [0, 3, 4, 3, 8]).Records() },
        { "too many extensions", Many(129).Records() },
        { "cut inside", [22, 3, 1, 0, 8, 1, 0, 0, 4, 3, 3, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_BrokenBody_IsMalformed(string name, byte[] bytes)
    {
        Assert.NotEmpty(name);
        Assert.Equal(ClientHelloStatus.Malformed, Read(bytes, out ClientHello? hello));
        Assert.Null(hello);
    }

    [Fact]
    public void Read_MostExtensions_IsComplete() => Assert.Equal(ClientHelloStatus.Complete, Read(Many(TlsLimits.MaxExtensions).Records(), out _));

    [Fact]
    public void Read_ManySuites_KeepsTheFirstOnes()
    {
        ushort[] suites = [.. Enumerable.Range(0x100, 2000).Select(static code => (ushort)code)];
        Assert.Equal(ClientHelloStatus.Complete, Read(new HelloBuilder { Suites = suites }.Records(), out ClientHello? hello));
        Assert.Equal(TlsLimits.MaxKeptCodes, hello!.CipherSuites.Length);
    }

    [Fact]
    public void Read_MutatedHellos_NeverThrowsNorReadsBeyond()
    {
        Random random = new(20260101);
        int[] seen = new int[Enum.GetValues<ClientHelloStatus>().Length];
        const int Rounds = 50_000;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = [.. Modern];
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            ClientHelloReader reader = default;
            ReadOnlySequence<byte> sequence = Segment.Split(bytes[..random.Next(bytes.Length + 1)], random.Next(1, 64));
            seen[(int)reader.Read(sequence, out _)]++;
        }

        Assert.Equal(Rounds, seen.Sum());
        Assert.All(seen, static count => Assert.NotEqual(0, count));
    }

    private static HelloBuilder Many(int extensions)
    {
        HelloBuilder builder = new();
        for (int index = 0; index < extensions; index++)
        {
            builder.Extension((ushort)(100 + index), []);
        }

        return builder;
    }

    private static ClientHelloStatus Read(byte[] bytes, out ClientHello? hello)
    {
        ClientHelloReader reader = default;
        return reader.Read(new ReadOnlySequence<byte>(bytes), out hello);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Split(byte[] bytes, int size)
        {
            Segment first = new() { Memory = bytes.AsMemory(0, Math.Min(size, bytes.Length)) };
            Segment last = first;
            for (int offset = first.Memory.Length; offset < bytes.Length; offset += size)
            {
                Segment next = new() { Memory = bytes.AsMemory(offset, Math.Min(size, bytes.Length - offset)), RunningIndex = offset };
                last.Next = next;
                last = next;
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }
}
