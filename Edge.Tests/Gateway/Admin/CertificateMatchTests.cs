using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Gateway.Admin.Authentication;

namespace Edge.Tests.Gateway.Admin;

/// <summary>Which names of a certificate mean whom.</summary>
public sealed class CertificateMatchTests
{
    [Fact]
    public void Names_OfACertificate_AreOfTheirKind()
    {
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("CI.example.com");
        names.AddEmailAddress("alice@example.com");
        names.AddUri(new Uri("spiffe://example.com/ops"));
        names.AddIpAddress(IPAddress.Loopback);
        names.AddUserPrincipalName("alice@corp");
        IReadOnlySet<CertificateMatch> found = CertificateMatch.NamesOf(Create("CN=alice, O=\"Example, Inc.\"", names.Build()));
        Assert.Equal(
            ["dns:ci.example.com", "email:alice@example.com", "subject:CN=alice, O=\"Example, Inc.\"", "uri:spiffe://example.com/ops"],
            found.Select(static name => $"{name.Kind}:{name.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_OfADamagedExtension_EndWhereItDoes()
    {
        X509Extension damaged = new("2.5.29.17", [0x30, 0x10, 0x82, 0x01, (byte)'a', 0x81, 0x7F, (byte)'b'], critical: false);
        Assert.Equal(["subject:CN=x"], CertificateMatch.NamesOf(Create("CN=x", damaged)).Select(static name => $"{name.Kind}:{name.Value}"));
    }

    /// <summary>What is written, and whether it means a certificate with the subject <c>CN=alice, O=Example</c> and the name <c>dns:ci.example.com</c>.</summary>
    [Theory]
    [InlineData("subject:CN=alice, O=Example", true)]
    [InlineData("subject:CN=alice,O=Example", true)]
    [InlineData("subject:O=Example, CN=alice", false)]
    [InlineData("subject:CN=alice", false)]
    [InlineData("dns:ci.example.com", true)]
    [InlineData("dns:CI.Example.com", true)]
    [InlineData("dns:*.example.com", false)]
    [InlineData("dns:example.com", false)]
    [InlineData("email:ci.example.com", false)]
    public void Match_IsExactAndOfOneKind(string text, bool expected)
    {
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("ci.example.com");
        Assert.True(CertificateMatch.TryParse(text, out CertificateMatch? match));
        Assert.Equal(expected, CertificateMatch.NamesOf(Create("CN=alice, O=Example", names.Build())).Contains(match));
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice")]
    [InlineData("dns:")]
    [InlineData("DNS:x")]
    [InlineData("ip:127.0.0.1")]
    [InlineData("subject:alice")]
    public void Match_OfAWrongText_IsNotParsed(string text) => Assert.False(CertificateMatch.TryParse(text, out _));

    private static X509Certificate2 Create(string subject, X509Extension names)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names);
        return request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
