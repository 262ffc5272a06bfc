using System.Buffers;
using System.Net;
using System.Text;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Keys;
using Edge.Gateway.RateLimiting.Storage;
using Microsoft.AspNetCore.Http;

namespace Edge.Tests.Gateway.RateLimiting;

/// <summary>Which requests share a counter: spellings of one value do, and so do all that have no value, or two.</summary>
public sealed class KeyPartTests
{
    [Theory]
    [InlineData("header:X-User", "X-User: ann", "X-User:  ann ", true)]
    [InlineData("header:X-User", "X-User: ann", "X-User: Ann", false)]
    [InlineData("header:X-User", "", "X-User: ", true)]
    [InlineData("header:X-User", "", "X-User: a\nX-User: b", true)] // Two are none.
    [InlineData("header:X-User", "", "X-User: ann\nX-User: ann", true)]
    [InlineData("header:X-User", "", "X-User: ann", false)]
    [InlineData("header:Authorization", "Authorization: Bearer abc", "Authorization: bearer  abc", true)]
    [InlineData("header:Authorization", "Authorization: Bearer abc", "Authorization: BEARER\tabc", true)]
    [InlineData("header:Authorization", "Authorization: Bearer abc", "Authorization: Bearer ABC", false)]
    [InlineData("header:Authorization", "Authorization: Bearer abc", "Authorization: SSWS abc", false)]
    [InlineData("header:Authorization", "Authorization: Bearer", "Authorization: Bearer abc", false)]
    [InlineData("header:X-Any", "X-Any: Bearer abc", "X-Any: bearer abc", false)]
    [InlineData("cookie:DT", "Cookie: a=b; DT=1", "Cookie: DT=1;c=d", true)]
    [InlineData("cookie:DT", "Cookie: DT=1", "Cookie: DT=2", false)]
    [InlineData("cookie:DT", "Cookie: DT=1", "Cookie: dt=1", false)]
    [InlineData("cookie:DT", "Cookie: a=b", "Cookie: DT=1; DT=2", true)]
    [InlineData("cookie:DT", "", "Cookie: DT=", true)]
    public void Headers_OfTwoRequests_ShareACounterOrNot(string word, string first, string second, bool share) =>
        Assert.Equal(share, KeyOf(word, headers: first) == KeyOf(word, headers: second));

    [Theory]
    [InlineData("?client_id=a", "?x=1&client_id=%61", true)]
    [InlineData("?client_id=a", "?CLIENT_ID=a", true)]
    [InlineData("?client_id=a", "?client_id=b", false)]
    [InlineData("", "?client_id=", true)]
    [InlineData("", "?client_id=a&client_id=b", true)]
    [InlineData("", "?client_id=a&client%5Fid=b", true)]
    [InlineData("?client_id=a+b", "?client_id=a%20b", true)]
    public void Queries_OfTwoRequests_ShareACounterOrNot(string first, string second, bool share) =>
        Assert.Equal(share, KeyOf("query:client_id", query: first) == KeyOf("query:client_id", query: second));

    [Theory]
    [InlineData("form:username", "username=ann&password=x", "password=y&username=%41NN+", true)]
    [InlineData("form:username", "username=J%C3%BCrg", "username=J\u00fcrg", true)] // Escaped or not.
    [InlineData("form:username", "username=ann", "username=bob", false)]
    [InlineData("form:username", "", "username=ann&username=bob", true)]
    [InlineData("form:username", "", "{\"username\":\"ann\"}", true)]
    [InlineData("json:username", "{\"username\":\"ann\"}", "{ \"p\": {\"username\":\"x\"}, \"UserName\": \" \\u0041NN \" }", true)]
    [InlineData("json:username", "{\"username\":\"ann\"}", "{\"username\":\"bob\"}", false)]
    [InlineData("json:username", "", "{\"username\":\"ann\",\"username\":\"bob\"}", true)]
    [InlineData("json:username", "", "{\"username\":[\"ann\"]}", true)]
    [InlineData("json:username", "", "{\"username\":\"ann\"", true)]
    [InlineData("json:username", "", "[\"ann\"]", true)]
    [InlineData("json:id", "{\"id\":7}", "{\"id\":\"7\"}", true)]
    public void Bodies_OfTwoRequests_ShareACounterOrNot(string word, string first, string second, bool share) =>
        Assert.Equal(share, KeyOf(word, body: first) == KeyOf(word, body: second));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void Addresses_OfTwoRequests_ShareACounterOrNot(string first, string second, bool share) =>
        Assert.Equal(share, KeyOf("address", address: first) == KeyOf("address", address: second));

    private static KeyHash KeyOf(string word, string headers = "", string query = "", string body = "", string address = "192.0.2.1")
    {
        var request = new EdgeRequest { ClientAddress = IPAddress.Parse(address) };
        var context = new DefaultHttpContext();
        foreach (string line in headers.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            context.Request.Headers.Append(line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        }

        context.Request.QueryString = new QueryString(query);
        var scope = new Scope { Id = "s", Space = 1, Key = [KeyPartReader.Read(word)!] };
        return scope.KeyOf(new KeySource(context, request, new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body))), tenant: 2);
    }
}
