using Edge.Gateway.Cells.ReadOnly;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Http;

namespace Edge.Tests.Gateway.Cells.ReadOnly;

public sealed class AccessRoutesTests
{
    private static readonly AccessRoutes Shipped = new([]);

    [Theory]
    [InlineData("GET", "/api/v1/users", "Read")]
    [InlineData("HEAD", "/api/v1/users", "Read")]
    [InlineData("OPTIONS", "/api/v1/users", "Read")]
    [InlineData("POST", "/api/v1/users", "Write")]
    [InlineData("PUT", "/api/v1/users/1", "Write")]
    [InlineData("PATCH", "/scim/v2/Users/1", "Write")]
    [InlineData("DELETE", "/api/v1/users/1", "Write")]
    [InlineData("CONNECT", "/", "Write")]
    [InlineData("PROPPATCH", "/", "Write")] // Unknown methods are not safe.
    [InlineData("post", "/api/v1/users", "Write")]
    [InlineData("POST", "/graphql", "Write")]
    [InlineData("POST", "/batch", "Write")]
    [InlineData("POST", "/grpc/echo", "Write")]

    // Signing in.
    [InlineData("POST", "/api/v1/authn", "Auth")]
    [InlineData("POST", "/api/v1/authn/", "Auth")]
    [InlineData("POST", "//api/v1//authn", "Auth")]
    [InlineData("POST", "/API/v1/Authn", "Auth")]
    [InlineData("POST", "/api/v1/authn/factors/abc/verify", "Auth")]
    [InlineData("POST", "/oauth2/v1/token", "Auth")]
    [InlineData("POST", "/oauth2/default/v1/token", "Auth")]
    [InlineData("POST", "/oauth2/default/token", "Auth")]
    [InlineData("POST", "/oauth2/aus1/v1/introspect", "Auth")]
    [InlineData("POST", "/oauth2/v1/revoke", "Auth")]
    [InlineData("POST", "/oauth2/v1/userinfo", "Auth")]
    [InlineData("POST", "/oauth2/v1/logout", "Auth")]
    [InlineData("POST", "/sso/saml", "Auth")]
    [InlineData("POST", "/app/acme_portal/sso/saml", "Auth")]
    [InlineData("POST", "/app/acme_portal/exk1/sso/saml", "Auth")]
    [InlineData("POST", "/oauth/token", "Auth")]
    [InlineData("DELETE", "/api/v1/sessions/me", "Auth")]

    // What changes a user, beside the sign-in.
    [InlineData("POST", "/api/v1/users/me/credentials/change_password", "Write")]
    [InlineData("POST", "/api/v1/authn/credentials/change_password", "Write")]
    [InlineData("POST", "/api/v1/authn/recovery/password", "Write")]
    [InlineData("POST", "/api/v1/authn/recovery/unlock", "Write")]
    [InlineData("POST", "/api/v1/authn/factors", "Write")]
    [InlineData("POST", "/api/v1/authn/factors/abc/lifecycle/activate", "Write")]
    [InlineData("POST", "/idp/idx/recover", "Write")]
    [InlineData("POST", "/idp/idx/enroll", "Write")]
    [InlineData("POST", "/oauth2/v1/clients", "Write")]
    [InlineData("PUT", "/oauth2/v1/token", "Write")]
    [InlineData("DELETE", "/api/v1/sessions/other", "Write")]

    // Paths that another server may read in another way.
    [InlineData("POST", "/oauth2/a%2Fb/v1/token", "Write")]
    [InlineData("POST", "/oauth2/..%2f..%2fapi/v1/token", "Write")]
    [InlineData("POST", "/oauth2/x;/v1/token", "Write")]
    [InlineData("POST", "/oauth2/x\\y/v1/token", "Write")]
    [InlineData("POST", "/api/v1/authn%00", "Write")]
    [InlineData("GET", "/api/v1/users%2F1", "Read")]
    public void AccessOf_OfAMethodAndPath_IsByRouteThenByMethod(string method, string path, string expected) =>
        Assert.Equal(expected, Shipped.AccessOf(method, path).ToString());

    [Theory]
    [InlineData("GET", "/report", "X-HTTP-Method-Override", "DELETE", "Write")]
    [InlineData("GET", "/report", "X-HTTP-Method", "put", "Write")]
    [InlineData("GET", "/report", "X-Method-Override", "GET, POST", "Write")]
    [InlineData("GET", "/report", "X_HTTP_Method_Override", "DELETE", "Write")]
    [InlineData("GET", "/report", "x-http-method-override", "HEAD", "Read")]
    [InlineData("GET", "/report", "X-HTTP-Method-Override", "", "Read")]
    [InlineData("POST", "/report", "X-HTTP-Method-Override", "GET", "Write")]
    [InlineData("POST", "/api/v1/authn", "X-HTTP-Method-Override", "POST", "Auth")]
    [InlineData("POST", "/api/v1/authn", "X-HTTP-Method-Override", "DELETE", "Write")]
    [InlineData("GET", "/report", "X-Something-Else", "DELETE", "Read")]
    public void AccessOf_WithAMethodInAHeader_IsTheWorseOfBoth(string method, string path, string header, string value, string expected)
    {
        HttpRequest request = Request(method, path);
        request.Headers[header] = value;
        Assert.Equal(expected, Shipped.AccessOf(request).ToString());
    }

    [Theory]
    [InlineData("?_method=DELETE", "Write")]
    [InlineData("?a=b&_METHOD=patch", "Write")]
    [InlineData("?%5Fmethod=put", "Write")]
    [InlineData("?a=b&%5f%6Dethod=DELETE", "Write")]
    [InlineData("?_method=GET", "Read")]
    [InlineData("?a=%5fmethod", "Read")]
    [InlineData("?x_method=DELETE", "Read")]
    public void AccessOf_WithAMethodInTheQuery_IsTheWorseOfBoth(string query, string expected)
    {
        HttpRequest request = Request("GET", "/report");
        request.QueryString = new QueryString(query);
        Assert.Equal(expected, Shipped.AccessOf(request).ToString());
    }

    [Fact]
    public void AccessOf_OfConfiguredRoutes_ComesBeforeTheShippedOnes()
    {
        AccessRoutes routes = new(
        [
            new AccessRoute(["POST"], "/graphql", RouteAccess.Read),
            new AccessRoute([], "/reports/*/run/**", RouteAccess.Write),
            new AccessRoute(["POST"], "/oauth2/default/v1/token", RouteAccess.Write),
            new AccessRoute(["POST"], "/portal/**", RouteAccess.Auth),
        ]);
        Assert.Equal(RouteAccess.Read, routes.AccessOf("POST", "/graphql"));
        Assert.Equal(RouteAccess.Write, routes.AccessOf("POST", "/graphql/admin"));
        Assert.Equal(RouteAccess.Write, routes.AccessOf("GET", "/reports/7/run"));
        Assert.Equal(RouteAccess.Write, routes.AccessOf("GET", "/Reports;v=1/7/run/now")); // A write is not dodged by spelling.
        Assert.Equal(RouteAccess.Read, routes.AccessOf("GET", "/reports/7"));
        Assert.Equal(RouteAccess.Write, routes.AccessOf("POST", "/oauth2/default/v1/token"));
        Assert.Equal(RouteAccess.Auth, routes.AccessOf("POST", "/portal/sign/in"));
        Assert.Equal(RouteAccess.Write, routes.AccessOf("POST", "/portal/sign%2Fin"));
    }

    [Fact]
    public void AccessOf_AllocatesNothing()
    {
        Assert.Equal(0, Allocations.Of(static () => Shipped.AccessOf("POST", "/oauth2/default/v1/token")));
        Assert.Equal(0, Allocations.Of(static () => Shipped.AccessOf("PUT", "/api/v1/users/00u1/lifecycle")));
    }

    [Fact]
    public void Routes_ThatCannotBeRead_AreErrors()
    {
        using ConfigFolder folder = new();
        folder.With("cells.json", ConfigFolder.GoodCells[..^1] + """, "routes": [ { "match": [ { "path": "/a/**/b" } ], "access": "auth" }, { "match": [ { "path": "x" } ] }, { "match": [], "access": "sign-in" } ] }""");
        string said = folder.Diagnostics();
        Assert.Contains("EDGE1006: 'routes.match.path' is \"/a/**/b\"; set a path such as \"/login\" or \"/app/*/sso/**\"", said, StringComparison.Ordinal);
        Assert.Contains("EDGE1005: 'routes.access' is missing; set \"read\", \"write\" or \"auth\".", said, StringComparison.Ordinal);
        Assert.Contains("'routes.match.path' is \"x\"", said, StringComparison.Ordinal);
        Assert.Contains("'routes.match' is empty", said, StringComparison.Ordinal);
        Assert.Contains("'routes.access' is \"sign-in\"; set one of \"read\", \"write\", \"auth\"", said, StringComparison.Ordinal);
    }

    private static HttpRequest Request(string method, string path)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.Method = method;
        request.Path = path;
        return request;
    }
}
