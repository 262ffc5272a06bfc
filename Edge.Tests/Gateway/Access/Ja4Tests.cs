using Edge.Gateway.Access.Fingerprints;
using Edge.Gateway.Tls;
using Edge.Tests.Gateway.Tls;

namespace Edge.Tests.Gateway.Access;

public sealed class Ja4Tests
{
    private static readonly ushort[] ChromeSuites = [0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC013, 0xC014, 0x009C, 0x009D, 0x002F, 0x0035];
    private static readonly ushort[] ChromeExtensions = [0x0000, 0x0017, 0xFF01, 0x000A, 0x000B, 0x0023, 0x0010, 0x0005, 0x000D, 0x0012, 0x0033, 0x002D, 0x002B, 0x001B, 0x44CD, 0xFE0D];
    private static readonly ushort[] ChromeAlgorithms = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601];

    [Fact]
    public void Of_Chrome_IsThePublishedFingerprint() =>
        Assert.Equal("t13d1516h2_8daaf6152771_d8a2da3f94cd", Ja4.Of(Hello(ChromeSuites, ChromeExtensions, ChromeAlgorithms, "h2")));

    [Fact]
    public void Of_ChromeInAnotherOrder_IsTheSame()
    {
        // Chrome shuffles its extensions with each connection.
        ushort[] suites = [.. ChromeSuites.Reverse()];
        ushort[] extensions = [.. ChromeExtensions.Reverse()];
        Assert.Equal("t13d1516h2_8daaf6152771_d8a2da3f94cd", Ja4.Of(Hello(suites, extensions, ChromeAlgorithms, "h2")));
    }

    [Fact]
    public void Of_OpenSsl_IsThePublishedFingerprint() => Assert.Equal(
        "t13d1011h2_61a7ad8aa9b6_3fcd1a44f3e3",
        Ja4.Of(Hello(
            [0x00FF, 0x1301, 0x1302, 0x1303, 0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9],
            [0, 5, 10, 11, 13, 16, 0x17, 0x23, 0x2B, 0x2D, 0x33],
            [0x0503, 0x0403, 0x0807, 0x0806, 0x0805, 0x0804, 0x0601, 0x0501, 0x0401],
            "h2")));

    [Theory]
    [InlineData(null, "00")]
    [InlineData("http/1.1", "h1")]
    [InlineData("h2", "h2")]
    [InlineData("x", "xx")]
    [InlineData("\u00AB", "ab")]
    [InlineData("\u00AB\u00CD", "ad")]
    [InlineData("0\u00AB", "3b")]
    [InlineData("01\u00AB", "3b")]
    public void Of_Protocol_IsShownByItsEnds(string? protocol, string shown) =>
        Assert.Equal($"t13i0000{shown}_000000000000_000000000000", Ja4.Of(Hello([], [], [], protocol)));

    [Theory]
    [InlineData("None", "00")]
    [InlineData("Ssl2", "s2")]
    [InlineData("Ssl3", "s3")]
    [InlineData("Tls10", "10")]
    [InlineData("Tls11", "11")]
    [InlineData("Tls12", "12")]
    public void Of_Version_IsShownByItsCode(string version, string shown) =>
        Assert.StartsWith($"t{shown}i", Ja4.Of(new ClientHello { HighestVersion = Enum.Parse<TlsVersion>(version) }), StringComparison.Ordinal);

    [Fact]
    public void Of_MoreThan99_Says99() =>
        Assert.StartsWith("t13i9999", Ja4.Of(Hello([.. Enumerable.Range(1, 200).Select(static code => (ushort)code)], [.. Enumerable.Range(100, 120).Select(static code => (ushort)code)], [], null)), StringComparison.Ordinal);

    [Fact]
    public void Of_ParsedHelloWithGrease_LeavesTheGreaseOut()
    {
        HelloBuilder builder = new() { Suites = [0x0A0A, .. ChromeSuites] };
        foreach (ushort type in ChromeExtensions)
        {
            builder = type switch
            {
                0 => builder.ServerName("a.example"),
                13 => builder.Algorithms(ChromeAlgorithms),
                16 => builder.Protocols("h2", "http/1.1"),
                43 => builder.Versions(0x1A1A, 0x0304, 0x0303),
                _ => builder.Extension(type, []),
            };
        }

        Assert.True(ClientHelloParser.TryParse(builder.Extension(0x2A2A, []).Body(), out ClientHello? hello));
        Assert.Equal("t13d1516h2_8daaf6152771_d8a2da3f94cd", Ja4.Of(hello!));
    }

    private static ClientHello Hello(ushort[] suites, ushort[] extensions, ushort[] algorithms, string? protocol) => new()
    {
        HighestVersion = TlsVersion.Tls13,
        CipherSuites = suites,
        Extensions = extensions,
        SignatureAlgorithms = algorithms,
        FirstApplicationProtocol = protocol,
    };
}
