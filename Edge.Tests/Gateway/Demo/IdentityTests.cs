using System.Text.Json;
using Edge.Gateway.Demo;

namespace Edge.Tests.Gateway.Demo;

public sealed class IdentityTests
{
    private const string Alice = """{"username":"alice@example.com","password":"correct-horse"}""";

    [Fact]
    public async Task Users_List_ShowsWhatArrivedAndTheUsers()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        (int status, JsonElement json) = await demo.SendAsync("GET", "/api/v1/users", tenant: "acme", mode: "read-only");
        Assert.Equal(200, status);
        Assert.Equal("acme", json.GetProperty("tenant").GetString());
        Assert.Equal("na-1", json.GetProperty("cell").GetString());
        Assert.Equal("na-1-a1", json.GetProperty("destination").GetString());
        Assert.Equal("read-only", json.GetProperty("mode").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("requestId").ValueKind);
        Assert.Equal(3, json.GetProperty("users").GetArrayLength());
    }

    [Fact]
    public async Task Users_Created_AreSeenInTheirCellAndTenantOnly()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        (int status, JsonElement created) = await demo.SendAsync(
            "POST", "/api/v1/users", """{"profile":{"login":"dora@acme.test","firstName":"Dora"},"credentials":{"password":{"value":"s3cret"}}}""", "acme");
        Assert.Equal(200, status);
        string path = "/api/v1/users/" + created.GetProperty("user").GetProperty("id").GetString();

        (status, JsonElement read) = await demo.SendAsync("GET", path, tenant: "acme", destination: "na-1-b1");
        Assert.Equal(200, status);
        Assert.Equal("dora@acme.test", read.GetProperty("user").GetProperty("profile").GetProperty("login").GetString());
        Assert.DoesNotContain("s3cret", read.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(404, (await demo.SendAsync("GET", path, tenant: "globex")).Status);
        Assert.Equal(404, (await demo.SendAsync("GET", path, tenant: "acme", destination: "eu-1-a1")).Status);
        Assert.Equal(200, (await demo.SendAsync("POST", "/api/v1/authn", """{"username":"dora","password":"s3cret"}""", "acme")).Status);
        Assert.Equal(400, (await demo.SendAsync("POST", "/api/v1/users", """{"profile":{"login":"DORA@acme.test"}}""", "acme")).Status);
        Assert.Equal(204, (await demo.SendAsync("DELETE", path, tenant: "acme")).Status);
        Assert.Equal(404, (await demo.SendAsync("GET", path, tenant: "acme")).Status);
    }

    [Theory]
    [InlineData("POST", "/api/v1/users", """{"profile":{"login":"x"}}""")]
    [InlineData("PUT", "/api/v1/users/alice", """{"profile":{"firstName":"x"}}""")]
    [InlineData("DELETE", "/api/v1/users/alice", null)]
    [InlineData("POST", "/api/v1/users/alice/lifecycle/suspend", "")]
    [InlineData("POST", "/api/v1/users/alice/credentials/change_password", "{}")]
    public async Task Write_InReadOnlyMode_IsRefusedAndCounted(string method, string path, string? body)
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        (_, JsonElement before) = await demo.SendAsync("GET", "/api/v1/users", tenant: "acme");
        (int status, JsonElement json) = await demo.SendAsync(method, path, body, "acme", "read-only");
        Assert.Equal(503, status);
        Assert.Equal("E0000010", json.GetProperty("errorCode").GetString());
        Assert.Equal(1, demo.Cells.WritesWhileReadOnly);
        Assert.Equal(1, demo.First.Counters.Writes);
        (_, JsonElement after) = await demo.SendAsync("GET", "/api/v1/users", tenant: "acme");
        Assert.Equal(before.GetRawText(), after.GetRawText());
    }

    [Fact]
    public async Task SignIn_InReadOnlyMode_IsGrantedAndNoWrite()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        (int status, JsonElement json) = await demo.SendAsync("POST", "/api/v1/authn", Alice, "acme", "read-only");
        Assert.Equal(200, status);
        Assert.Equal("SUCCESS", json.GetProperty("status").GetString());
        Assert.Equal(29, json.GetProperty("sessionToken").GetString()!.Length);
        Assert.Equal(0, demo.Cells.WritesWhileReadOnly);
        Assert.Equal(1, demo.First.Counters.SignIns);
    }

    [Theory]
    [InlineData("""{"username":"alice","password":"wrong"}""", 401, "E0000004")]
    [InlineData("""{"username":"nobody","password":"correct-horse"}""", 401, "E0000004")]
    [InlineData("""{"username":"alice"}""", 400, "E0000001")]
    [InlineData("""{"username":7,"password":"x"}""", 400, "E0000001")]
    [InlineData("[]", 400, "E0000003")]
    [InlineData("{", 400, "E0000003")]
    [InlineData("", 400, "E0000003")]
    public async Task SignIn_Wrong_GetsOktasError(string body, int expected, string code)
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        (int status, JsonElement json) = await demo.SendAsync("POST", "/api/v1/authn", body, "acme");
        Assert.Equal(expected, status);
        Assert.Equal(code, json.GetProperty("errorCode").GetString());
        Assert.StartsWith("oae", json.GetProperty("errorId").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, json.GetProperty("errorCauses").GetArrayLength());
    }

    [Fact]
    public async Task SignIn_LongBody_IsRefusedWith413()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        string body = new(' ', DemoLimits.MaxDocumentBytes + 1);
        Assert.Equal(413, (await demo.SendAsync("POST", "/api/v1/authn", body)).Status);
    }

    [Fact]
    public async Task User_SuspendedOrWithAChangedPassword_SignsInAccordingly()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        Assert.Equal(200, (await demo.SendAsync("POST", "/api/v1/users/alice/lifecycle/suspend", "")).Status);
        Assert.Equal(401, (await demo.SendAsync("POST", "/api/v1/authn", Alice)).Status);
        Assert.Equal(200, (await demo.SendAsync("POST", "/api/v1/users/alice/lifecycle/unsuspend", "")).Status);
        Assert.Equal(200, (await demo.SendAsync("POST", "/api/v1/authn", Alice)).Status);
        const string Change = """{"oldPassword":{"value":"correct-horse"},"newPassword":{"value":"new"}}""";
        Assert.Equal(200, (await demo.SendAsync("POST", "/api/v1/users/alice/credentials/change_password", Change)).Status);
        Assert.Equal(403, (await demo.SendAsync("POST", "/api/v1/users/alice/credentials/change_password", Change)).Status);
        Assert.Equal(401, (await demo.SendAsync("POST", "/api/v1/authn", Alice)).Status);
        Assert.Equal(404, (await demo.SendAsync("POST", "/api/v1/users/alice/lifecycle/fly", "")).Status);
        Assert.Equal(404, (await demo.SendAsync("POST", "/api/v1/users/nobody/lifecycle/suspend", "")).Status);
    }

    [Theory]
    [InlineData("grant_type=password&username=alice%40example.com&password=correct-horse", 200, null)]
    [InlineData("grant_type=password&username=alice&password=wrong", 400, "invalid_grant")]
    [InlineData("grant_type=client_credentials&client_id=a&client_secret=b", 200, null)]
    [InlineData("grant_type=client_credentials", 401, "invalid_client")]
    [InlineData("grant_type=authorization_code&code=x", 200, null)]
    [InlineData("grant_type=authorization_code", 400, "invalid_request")]
    [InlineData("grant_type=refresh_token&refresh_token=x", 200, null)]
    [InlineData("grant_type=refresh_token", 400, "invalid_request")]
    [InlineData("grant_type=magic", 400, "unsupported_grant_type")]
    [InlineData("", 400, "invalid_request")]
    public async Task Token_ByGrant_IsGivenOrRefused(string form, int expected, string? error)
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        foreach (string path in new[] { "/oauth2/v1/token", "/oauth2/default/v1/token" })
        {
            (int status, JsonElement json) = await demo.SendAsync("POST", path, form, "acme", "read-only", type: "application/x-www-form-urlencoded");
            Assert.Equal(expected, status);
            Assert.Equal("acme", json.GetProperty("tenant").GetString());
            if (error is null)
            {
                Assert.Equal("Bearer", json.GetProperty("token_type").GetString());
                Assert.Equal(3600, json.GetProperty("expires_in").GetInt32());
            }
            else
            {
                Assert.Equal(error, json.GetProperty("error").GetString());
            }
        }
    }

    [Fact]
    public async Task Discovery_BehindAGateway_NamesTheClientsHost()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(demo.First.Address, "/oauth2/default/.well-known/openid-configuration"));
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "acme.localhost:8443");
        using HttpResponseMessage response = await demo.Http1.SendAsync(request, TestContext.Current.CancellationToken);
        using JsonDocument json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("https://acme.localhost:8443/oauth2/default", json.RootElement.GetProperty("issuer").GetString());
        Assert.Equal("https://acme.localhost:8443/oauth2/default/v1/token", json.RootElement.GetProperty("token_endpoint").GetString());

        (int status, JsonElement keys) = await demo.SendAsync("GET", "/oauth2/v1/keys");
        Assert.Equal(200, status);
        Assert.Equal(43, keys.GetProperty("keys")[0].GetProperty("x").GetString()!.Length);
    }

    [Theory]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/api/v1/authn", 405)]
    [InlineData("PATCH", "/api/v1/users", 405)]
    [InlineData("GET", "/api/v1/users/alice/lifecycle/suspend", 405)]
    [InlineData("GET", "/status/999", 400)]
    [InlineData("GET", "/bytes/-1", 400)]
    [InlineData("GET", "/slow?ms=soon", 400)]
    [InlineData("GET", "/stream?count=0", 400)]
    [InlineData("GET", "/ws", 426)]
    [InlineData("POST", "/grpc/echo", 426)]
    public async Task Request_ThatDoesNotFit_GetsAJsonError(string method, string path, int expected)
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        (int status, JsonElement json) = await demo.SendAsync(method, path);
        Assert.Equal(expected, status);
        Assert.True(json.TryGetProperty("errorCode", out _));
    }
}
