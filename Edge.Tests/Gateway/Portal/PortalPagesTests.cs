using Edge.Gateway.Portal.Design;

namespace Edge.Tests.Gateway.Portal;

public sealed class PortalPagesTests
{
    private static readonly PortalSite Site = new("dashboard", "Rate limits", "/.edge/", IsOps: false);

    [Theory]
    [InlineData("/.edge/buckets/authn?range=day", "/.edge/buckets/authn?range=day")]
    [InlineData("/.edge/", "/.edge/")]
    [InlineData(null, "/.edge/")]
    [InlineData("", "/.edge/")]
    [InlineData("/elsewhere", "/.edge/")]
    [InlineData("//evil.example/.edge/", "/.edge/")]
    [InlineData("https://evil.example/.edge/", "/.edge/")]
    [InlineData("/.edge/../admin", "/.edge/")]
    [InlineData("/.edge/\\evil", "/.edge/")]
    [InlineData("/.edge/\r\nSet-Cookie: a=b", "/.edge/")]
    public void PathWithin_OfWhatAFormSays_StaysOnTheSite(string? path, string expected) => Assert.Equal(expected, PortalPages.PathWithin(Site, path));

    [Theory]
    [InlineData(true, "__Host-edge-dashboard")]
    [InlineData(false, "edge-dashboard")]
    public void CookieOf_ASite_IsGuardedOverHttps(bool isSecure, string expected) => Assert.Equal(expected, Site.CookieOf("", isSecure));
}
