using Edge.Gateway.Waf;

namespace Edge.Tests.Gateway.Waf;

public sealed class WafRedactorTests
{
    private static readonly WafRedactor Redactor = new(["nationalId"]);

    [Theory]
    [InlineData("password")]
    [InlineData("json.credentials.password.value")]
    [InlineData("newPassword")]
    [InlineData("client_secret")]
    [InlineData("id_token_hint")]
    [InlineData("SAMLResponse")]
    [InlineData("code")]
    [InlineData("json.pin")]
    [InlineData("Authorization")]
    [InlineData("Set-Cookie")]
    [InlineData("user.nationalid")]
    public void Name_OfASecret_IsOne(string name) => Assert.True(Redactor.IsSecret(name));

    [Theory]
    [InlineData("username")]
    [InlineData("countryCode")]
    [InlineData("page")]
    [InlineData("status")]
    [InlineData("")]
    public void Name_OfAnythingElse_IsNone(string name) => Assert.False(Redactor.IsSecret(name));

    [Theory]
    [InlineData("ARGS:username", "admin", "admin")]
    [InlineData("ARGS:password", "hunter2", "***")]
    [InlineData("REQUEST_COOKIES:theme", "x", "***")]
    [InlineData("REQUEST_BODY", "a=b", "***")]
    [InlineData("XML:/*", "text", "***")]
    [InlineData("TX:1", "capture", "***")]
    [InlineData("TX:anomaly_score", "5", "5")]
    [InlineData("QUERY_STRING", "page=1&password=hunter2&x=y", "page=1&password=***&x=y")]
    [InlineData("REQUEST_URI", "/a?code=abc", "/a?code=***")]
    [InlineData("REQUEST_LINE", "GET /a?id_token=abc HTTP/1.1", "GET /a?id_token=*** HTTP/1.1")]
    [InlineData("ARGS:next", "https://a.example/?token=abc&z=1", "https://a.example/?token=***&z=1")]
    [InlineData("ARGS:sanitised", "x", "***")]
    public void Value_OfAVariable_IsMaskedWhenItMayBeSecret(string variable, string value, string expected) =>
        Assert.Equal(expected, Redactor.Value(variable, value, ["ARGS:sanitised"]));
}
