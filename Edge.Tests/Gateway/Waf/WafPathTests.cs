using Edge.Gateway.Waf;

namespace Edge.Tests.Gateway.Waf;

public sealed class WafPathTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/posts", "/posts")]
    [InlineData("/posts/?a=%2f..//", "/posts/")]
    [InlineData("/api/v1/users/ann%40example.com", "/api/v1/users/ann@example.com")]
    [InlineData("/J%C3%BCrgen%20(1)", "/Jürgen (1)")]
    [InlineData("/a..b/c.d/~e/f:g,h=i'j", "/a..b/c.d/~e/f:g,h=i'j")]
    public void Target_ThatAllReadAlike_HasAPath(string target, string expected) => Assert.Equal(expected, WafPath.Of(target));

    [Theory]
    [InlineData("/legacy/..%2fapi")]
    [InlineData("/legacy/..%5Capi")]
    [InlineData("/legacy%2fx")]
    [InlineData("/legacy/%2e%2e/api")]
    [InlineData("/legacy/%2e/api")]
    [InlineData("/legacy/../api")]
    [InlineData("/legacy/./api")]
    [InlineData("/legacy/..")]
    [InlineData("/legacy/..;/api")]
    [InlineData("/legacy;x=1/api")]
    [InlineData("/legacy\\..\\api")]
    [InlineData("/legacy//api")]
    [InlineData("//legacy")]
    [InlineData("/legacy/%00")]
    [InlineData("/legacy/%0a")]
    [InlineData("/legacy/%252e%252e%252fapi")]
    [InlineData("/legacy/%c0%ae%c0%ae/api")]
    [InlineData("/legacy/%ff")]
    [InlineData("/legacy/%u002e")]
    [InlineData("/legacy/%4")]
    [InlineData("/legacy/%3fx")]
    [InlineData("/legacy/%23x")]
    [InlineData("/legacy#x")]
    [InlineData("/legacy/é")]
    [InlineData("http://acme.localhost/legacy")]
    [InlineData("*")]
    [InlineData("")]
    public void Target_ThatReadersMayReadDifferently_HasNone(string target) => Assert.Null(WafPath.Of(target));
}
