using Edge.Gateway.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Edge.Tests.Gateway.Portal;

public sealed class EdgeCookiesTests
{
    [Theory]
    [InlineData("a=1; b=2", "a=1; b=2")]
    [InlineData("__Host-edge-dashboard=secret", null)]
    [InlineData("a=1; __Host-edge-dashboard=secret; b=2", "a=1; b=2")]
    [InlineData("a=1;__host-EDGE-x=secret;b=2", "a=1; b=2")]
    [InlineData("mine=__Host-edge-x", "mine=__Host-edge-x")]
    [InlineData("__Host-other=1", "__Host-other=1")]
    public void Remove_OfOneLine_LeavesTheOthers(string line, string? expected)
    {
        var headers = new HeaderDictionary { ["Cookie"] = line };
        EdgeCookies.Remove(headers);
        Assert.Equal(expected, (string?)headers["Cookie"]);
    }

    [Fact]
    public void Remove_OfSeveralLines_TakesAll()
    {
        var headers = new HeaderDictionary { ["Cookie"] = new StringValues(["a=1", "__Host-edge-x=s", "b=2; __Host-edge-y=s"]) };
        EdgeCookies.Remove(headers);
        Assert.Equal("a=1,b=2", headers["Cookie"].ToString());
    }
}
