using System.Net;
using Edge.Gateway.Http;
using Edge.Gateway.Listeners;
using Edge.Gateway.Observability;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Config;

public sealed class EnvironmentOverlayTests
{
    [Fact]
    public void Variables_OverAFile_WinWhateverTheirCase()
    {
        using ConfigFolder folder = new();
        folder.With("edge.json", "{ \"listen\": { \"https\": { \"address\": \"0.0.0.0:1\" } } }");
        ListenSettings listen = folder.LoadGood(("EDGE__Listen__Https__Address", "127.0.0.1:2"), ("edge__LISTEN__http__mode", "serve"), ("EDGE__listen__https__publicPort", "443")).Get<ListenSettings>();
        Assert.Equal(IPEndPoint.Parse("127.0.0.1:2"), listen.Https);
        Assert.Equal(HttpListenerMode.Serve, listen.HttpMode);
        Assert.Equal(443, listen.HttpsPublicPort);
    }

    [Fact]
    public void Variables_OfLists_ReplaceAndAppendByNumber()
    {
        using ConfigFolder folder = new();
        folder.With("edge.json", "{ \"trustedProxies\": [\"10.0.0.0/8\", \"192.0.2.1\"] }");
        HttpSettings http = folder.LoadGood(("EDGE__TrustedProxies__1", "192.0.2.2"), ("EDGE__TrustedProxies__2", "2001:db8::/32")).Get<HttpSettings>();
        Assert.Equal(["10.0.0.0/8", "192.0.2.2/32", "2001:db8::/32"], http.TrustedProxies.Select(static network => network.ToString()));
    }

    [Fact]
    public void Variables_OfNumbersAndFlags_AreParsed()
    {
        using ConfigFolder folder = new();
        AccessLogOptions log = folder.LoadGood(("EDGE__AccessLog__Mode", "on"), ("EDGE__AccessLog__Sample", "0.5"), ("EDGE__Hsts__Enabled", "False")).Get<AccessLogOptions>();
        Assert.Equal((AccessLogMode.On, 0.5), (log.Mode, log.Sample));
    }

    /// <summary>Variable, value, and what is said of it.</summary>
    [Theory]
    [InlineData("EDGE__Listen__Htps__Address", "127.0.0.1:1", "EDGE__Listen__Htps__Address(1,1): error EDGE1007: no option of edge.json has this name; did you mean 'listen__https__address'?")]
    [InlineData("EDGE__Whatever", "1", "EDGE__Whatever(1,1): error EDGE1007: no option of edge.json has this name.")]
    [InlineData("EDGE__TrustedProxies__99999", "::1", "EDGE__TrustedProxies__99999(1,1): error EDGE1007: no option of edge.json has this name; did you mean 'trustedProxies'?")]
    [InlineData("EDGE__AccessLog__Sample", "NaN", "EDGE__AccessLog__Sample(1,1): error EDGE1006: 'accessLog.sample' is \"NaN\"; set a number from 0 to 1.")]
    [InlineData("EDGE__Demo", "yes", "EDGE__Demo(1,1): error EDGE1006: 'demo' is \"yes\"; set true or false.")]
    [InlineData("EDGE__TrustedProxies__0", "nowhere", "EDGE__TrustedProxies__0(1,1): error EDGE1006: 'trustedProxies' has \"nowhere\"; set an address or a network whose host bits are zero, such as \"10.0.0.0/8\" or \"2001:db8::/32\".")]
    [InlineData("EDGE__Shutdown__Deadline", "1y", "EDGE__Shutdown__Deadline(1,1): error EDGE1006: 'shutdown.deadline' is \"1y\"; set a duration from \"0ms\" to \"1h\", such as \"30s\".")]
    public void Variable_ThatIsWrong_IsNamed(string name, string value, string expected)
    {
        using ConfigFolder folder = new();
        Assert.Equal(expected, folder.Diagnostics((name, value)));
    }

    [Fact]
    public void Variables_OfOtherProgrammes_AreNotLookedAt()
    {
        using ConfigFolder folder = new();
        Assert.Equal("", folder.Diagnostics(("EDGE_X", "1"), ("EDGEX__Y", "1"), ("PATH", "x")));
    }
}
