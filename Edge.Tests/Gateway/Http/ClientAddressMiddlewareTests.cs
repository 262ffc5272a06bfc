using System.Net;
using Edge.Gateway.Http;
using Microsoft.Extensions.Primitives;

namespace Edge.Tests.Gateway.Http;

public sealed class ClientAddressMiddlewareTests
{
    private static readonly HttpSettings Settings = new()
    {
        TrustedProxies = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("2001:db8::/32")],
        StrictTransportSecurity = null,
    };

    /// <summary>Lines of X-Forwarded-For joined by '|', and the client they tell; null when they tell none.</summary>
    [Theory]
    [InlineData("", null)]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2.1, 10.0.0.1", "192.0.2.1")]
    [InlineData("198.51.100.7, 192.0.2.1, 10.0.0.1, 10.0.0.2", "192.0.2.1")] // What is left of it the client wrote.
    [InlineData("192.0.2.1|10.0.0.1", "192.0.2.1")]
    [InlineData("192.0.2.1, 10.0.0.1|10.0.0.2,10.0.0.3", "192.0.2.1")]
    [InlineData("10.0.0.9, 10.0.0.1", "10.0.0.9")] // All trusted: the farthest.
    [InlineData("192.0.2.1:4711, 10.0.0.1:80", "192.0.2.1")]
    [InlineData("[2001:db9::1]:4711, 2001:db8::1", "2001:db9::1")]
    [InlineData("2001:db9::1", "2001:db9::1")]
    [InlineData("[2001:db9::1]", "2001:db9::1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2.1, ::ffff:10.0.0.1", "192.0.2.1")]
    [InlineData("192.0.2.1, garbage, 10.0.0.1", "10.0.0.1")] // Nothing beyond what cannot be read.
    [InlineData("192.0.2.1, unknown", null)]
    [InlineData("80", null)]
    [InlineData("192.0.2.1,", null)]
    [InlineData(",,,", null)]
    [InlineData("  192.0.2.1\t", "192.0.2.1")]
    public void FindClient_OfAList_IsTheFirstAddressFromTheRightThatIsNoTrustedProxy(string lines, string? expected) =>
        Assert.Equal(expected, ClientAddressMiddleware.FindClient(new StringValues(lines.Split('|')), Settings)?.ToString());

    [Fact]
    public void FindClient_OfAnEndlessList_StopsAtItsLimit()
    {
        string list = "192.0.2.1, " + string.Join(',', Enumerable.Range(0, 100).Select(static index => $"10.0.0.{index}"));
        Assert.Equal("10.0.0.68", ClientAddressMiddleware.FindClient(list, Settings)?.ToString());
    }

    [Theory]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    public void PeerAddress_OfAMappedAddress_IsTheIPv4One(string address, string expected) =>
        Assert.Equal(expected, PeerAddress.Of(new IPEndPoint(IPAddress.Parse(address), 1)).Text);
}
