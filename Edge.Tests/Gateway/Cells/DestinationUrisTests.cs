using Edge.Gateway.Cells.Routing;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Edge.Tests.Gateway.Cells;

public sealed class DestinationUrisTests
{
    private const string Prefix = "http://127.0.0.1:8080/base";

    private readonly DestinationUris _uris = new();

    [Theory]
    [InlineData("/", "")]
    [InlineData("", "")]
    [InlineData("/oauth2/v1/token", "")]
    [InlineData("/a b/ü/%", "?q=%20x&y=ü")]
    [InlineData("/users/a;b=c", "?")]
    [InlineData("/..", "?a=/../b")]
    public void Address_EachTimeItComes_IsWhatYarpMakesOfIt(string path, string query)
    {
        PathString pathString = new(path);
        QueryString queryString = new(query);
        string expected = RequestUtilities.MakeDestinationAddress(Prefix, pathString, queryString).AbsoluteUri;
        for (int time = 0; time < 4; time++)
        {
            Assert.Equal(expected, _uris.Of(Prefix, pathString, queryString).AbsoluteUri);
        }
    }

    [Fact]
    public void Address_ThatCameTwice_IsRemembered()
    {
        Uri first = _uris.Of(Prefix, "/token", QueryString.Empty);
        Uri second = _uris.Of(Prefix, "/token", QueryString.Empty);
        Assert.NotSame(first, second);
        Assert.Same(second, _uris.Of(Prefix, "/token", QueryString.Empty));
    }

    [Fact]
    public void Addresses_ThatDifferInOnePart_AreApart()
    {
        const string Other = "http://127.0.0.1:8081/base";
        (string Prefix, string Path, string Query)[] all = [(Prefix, "/token", ""), (Other, "/token", ""), (Prefix, "/token", "?x"), (Prefix, "/Token", ""), (Prefix, "/tokens", "")];
        for (int time = 0; time < 3; time++)
        {
            foreach ((string prefix, string path, string query) in all)
            {
                Assert.Equal(prefix + path + query, _uris.Of(prefix, path, new QueryString(query)).AbsoluteUri);
            }
        }
    }

    [Fact]
    public void Address_ThatIsTooLong_IsMadeAnew()
    {
        PathString path = new("/" + new string('x', DestinationUris.MaxLength));
        _ = _uris.Of(Prefix, path, QueryString.Empty);
        Assert.NotSame(_uris.Of(Prefix, path, QueryString.Empty), _uris.Of(Prefix, path, QueryString.Empty));
    }
}
