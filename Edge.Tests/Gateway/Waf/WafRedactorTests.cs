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
    [InlineData("device_code")]
    [InlineData("DPoP")]
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

    [Theory]
    [InlineData("ARGS:password", "ARGS:password")]
    [InlineData("ARGS:{\"user\": \"a\"}", "ARGS:{\"user\": \"a\"}")]
    [InlineData("ARGS:{\"password\": \"hunter2\"}", "ARGS:***")]
    [InlineData("{\"password\":\"hunter2\"}", "***")]
    [InlineData("REQUEST_HEADERS:Authorization", "REQUEST_HEADERS:Authorization")]
    public void Name_ThatIsAWholeDocument_IsMaskedWhenItHoldsASecret(string name, string expected) => Assert.Equal(expected, Redactor.Name(name));

    [Theory]
    [InlineData("found within ARGS:data: {\"password\": \"hunter2\", \"q\": \"x\"}", "found within ARGS:data: {\"password\":***, \"q\": \"x\"}")]
    [InlineData("{'pin':1234,'a':{'b':2}}", "{'pin':***,'a':{'b':2}}")]
    [InlineData("\"token\": \"a\\\"b\"}", "\"token\":***}")]
    [InlineData("\"password\":\"cut off", "\"password\":***")]
    [InlineData("https://a.example/#code=abc&x=1", "https://a.example/#code=***&x=1")]
    [InlineData("https://a.example/x:y", "https://a.example/x:y")]
    public void Text_WithSecretsInIt_LosesThemOnly(string text, string expected) => Assert.Equal(expected, Redactor.Text(text));
}
