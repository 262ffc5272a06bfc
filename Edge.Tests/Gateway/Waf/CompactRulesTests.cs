using Edge.Rules;

namespace Edge.Tests.Gateway.Waf;

public sealed class CompactRulesTests
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    [Theory]
    [InlineData("/api/v1/users")]
    [InlineData("/api/v1/users?limit=25&after=00u1abcd&q=O%27Brien")]
    [InlineData("/api/v1/users?filter=status%20eq%20%22ACTIVE%22%20and%20profile.lastName%20eq%20%22O%27Brien%22")]
    [InlineData("/scim/v2/Users?filter=userName%20eq%20%22ann%40example.com%22%20or%20(active%20eq%20true%20and%20name.familyName%20co%20%22x%22)")]
    [InlineData("/oauth2/v1/authorize?response_type=code&client_id=0oa&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback&scope=openid%20profile&state=af0i.fj-s_l~d&prompt=none")]
    [InlineData("/app/x/sso/saml?SAMLRequest=fZJNT%2BMwEIbvSPwHy%2Fd8gQpV1tUXBiEgVqK2LLjcJPW3cSRYzsehy7%2FHjdp&RelayState=%2Fhome%3Fx%3D1")]
    [InlineData("/api/v1/users?filter=(profile.dept%20eq%20%22Sales%22%20or%20profile.dept%20eq%20%22R%26D%22)%20and%20not%20(status%20eq%20%22SUSPENDED%22)")]
    [InlineData("/api/v1/users?q=%C3%80%C3%BCrgen%20%C5%BDi%C5%BEek")]
    [InlineData("/search?q=select+all+the+best+committees+and+drop+the+rest")]
    [InlineData("/search?q=C%2B%2B+%26+.NET%3B+Caf%C3%A9+%E2%82%AC100")]
    [InlineData("/posts/2024.2025/a..b")]
    public void Get_OfOrdinaryUse_Passes(string target)
    {
        using Transaction transaction = CompactRules.Judge("GET", target);
        Assert.Empty(transaction.Matches.Select(static match => $"{match.Rule.Id} {match.VariableName}"));
        Assert.Null(transaction.Interruption);
    }

    [Theory]
    [InlineData("POST", Json, """{"username":"ann.o'brien@example.com","password":"S3cr3t;ls -la$(x)!","options":{"warnBeforePasswordExpired":true}}""")]
    [InlineData("PUT", Json, """{"profile":{"firstName":"José","lastName":"O'Neil-Smith","about":"I like SQL; select committees & unions. 1 < 2"}}""")]
    [InlineData("PATCH", "application/scim+json", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"emails[type eq \"work\"].value","value":"a@b.example"}]}""")]
    [InlineData("DELETE", Json, """{"reason":"left the company"}""")]
    [InlineData("POST", Form, "grant_type=authorization_code&code=abc123&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback&client_id=0oa1&code_verifier=M25iVXpKU3puUjFaYWg3T1NDTDQtcW1ROUY5YXlwalNoc0hhakxifmZHag")]
    [InlineData("POST", Form, "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2ln")]
    [InlineData("POST", Form, "SAMLResponse=PHNhbWxwOlJlc3BvbnNlIHhtbG5zOnNhbWxwPSJ1cm46b2FzaXM6bmFtZXM6dGM6U0FNTDoyLjA6cHJvdG9jb2wiIElEPSJfOGU4ZGMi%2Bz%2F%3D&RelayState=https%3A%2F%2Fapp.example.com%2Fhome%3Fx%3D1")]
    public void Body_OfOrdinaryUse_Passes(string method, string type, string body)
    {
        using Transaction transaction = CompactRules.Judge(method, "/api/v1/x", type, body);
        Assert.Empty(transaction.Matches.Select(static match => $"{match.Rule.Id} {match.VariableName}"));
        Assert.Null(transaction.Interruption);
    }

    [Theory]
    [InlineData(17000, "/x?id=1'%20OR%20'1'='1")]
    [InlineData(17010, "/x?id=1%20UNION/**/ALL%20SELECT%20a%20FROM%20b")]
    [InlineData(17020, "/x?id=1);waitfor%20delay%20'0:0:5'--")]
    [InlineData(17030, "/x?id=1';drop%20table%20users--")]
    [InlineData(17040, "/x?id=a'%20or%20b=c")]
    [InlineData(17050, "/x?user[$ne]=a")]
    [InlineData(16000, "/x?q=%3Cimg%20src=x%20onerror=alert(1)%3E")]
    [InlineData(16010, "/x?q=%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData(16020, "/x?q=jAvascript:alert(1)")]
    [InlineData(14000, "/x?q=a;cat%20/tmp/b")]
    [InlineData(14010, "/x?q=/bin/sh%20-c%20id")]
    [InlineData(14020, "/x?q=()%20%7B%20:;%7D;")]
    [InlineData(15000, "/x?q=%3C?php%20x")]
    [InlineData(15010, "/x?q=$%7B$%7Blower:j%7Dndi:ldap://a/b%7D")]
    [InlineData(15020, "/x?class.module.classLoader.resources=1")]
    [InlineData(15025, "/x?q=%25%7B(%23a=1)%7D")]
    [InlineData(17060, "/users/1'%20or%20'1'='1")]
    [InlineData(17070, "/users/-1%20union%20select%20a%20from%20b")]
    [InlineData(15030, "/x?q=rO0ABXNyABdq")]
    [InlineData(15040, "/x?__proto__[a]=1")]
    [InlineData(15050, "/x?q=%7B%7B7*7%7D%7D")]
    [InlineData(15060, "/x?q=*)(uid=*))(|(uid=*")]
    [InlineData(13000, "/a/%2e%2e/%2e%2e/b")]
    [InlineData(13020, "/x?f=/etc/passwd")]
    [InlineData(18000, "/x?u=gopher://127.0.0.1:6379/_x")]
    [InlineData(18010, "/x?u=http://169.254.169.254/latest/meta-data/")]
    [InlineData(12020, "/.git/config")]
    [InlineData(11040, "/a%252e%252e%252fb")]
    [InlineData(11040, "/a?b=%C0%BCscript%C0%BE")]
    [InlineData(11050, "/a?b=%00")]
    [InlineData(11100, "/a?b=x%0d%0aSet-Cookie:%20a=b")]
    [InlineData(11110, "/a?b=x%0d%0aGET%20/admin%20HTTP/1.1")]
    public void Get_OfAttack_IsBlockedByItsRule(long rule, string target)
    {
        using Transaction transaction = CompactRules.Judge("GET", target);
        Assert.Contains(rule, transaction.Matches.Select(static match => match.Rule.Id));
        Assert.Equal(403, transaction.Interruption?.Status);
    }

    [Fact]
    public void Attack_InJsonBody_IsBlocked()
    {
        using Transaction transaction = CompactRules.Judge("POST", "/api/v1/authn", Json, """{"username":"admin' or 1=1--"}""");
        Assert.Equal(19010, transaction.Interruption?.RuleId);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/json")]
    [InlineData(null)]
    public void Attack_InJsonOfAnotherType_IsBlocked(string? type)
    {
        using Transaction transaction = CompactRules.Judge("POST", "/x", type, """{"q":"\u003cscript\u003ealert(1)\u003c/script\u003e"}""");
        Assert.Equal(403, transaction.Interruption?.Status);
    }

    [Fact]
    public void NullByte_InJson_IsBlocked()
    {
        using Transaction transaction = CompactRules.Judge("POST", "/x", Json, """{"q":"a\u0000b"}""");
        Assert.Equal(403, transaction.Interruption?.Status);
    }

    [Theory]
    [InlineData(13010, "file=..%2F..%2Fb")]
    [InlineData(18020, "page=http%3A%2F%2Fevil.example%2Fx.php%3F&a=1';+drop+table+b--")]
    public void Attack_InForm_IsBlocked(long rule, string body)
    {
        using Transaction transaction = CompactRules.Judge("POST", "/x", Form, body);
        Assert.Contains(rule, transaction.Matches.Select(static match => match.Rule.Id));
        Assert.Equal(403, transaction.Interruption?.Status);
    }

    [Fact]
    public void Scanner_ByItsUserAgent_IsBlockedInPhase1()
    {
        using Transaction transaction = CompactRules.Judge("GET", "/", headers: ("User-Agent", "sqlmap/1.7"));
        Assert.Equal((19000, 1), (transaction.Interruption?.RuleId, transaction.Interruption?.Phase));
    }

    [Theory]
    [InlineData(11072, "Content-Transfer-Encoding: base64", "q")]
    [InlineData(11073, "Content-Type: text/plain; charset=utf-7", "q")]
    [InlineData(11074, "X-A: b", "_charset_")]
    public void Part_ThatAParserReadsInAnotherWay_IsBlocked(long rule, string header, string name)
    {
        using Transaction transaction = CompactRules.Judge("POST", "/x", "multipart/form-data; boundary=x",
            $"--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n{header}\r\n\r\nutf-7\r\n--x--\r\n");
        Assert.Contains(rule, transaction.Matches.Select(static match => match.Rule.Id));
        Assert.Equal(403, transaction.Interruption?.Status);
    }

    [Fact]
    public void Part_AsDotNetWritesIt_Passes()
    {
        using Transaction transaction = CompactRules.Judge("POST", "/x", "multipart/form-data; boundary=\"x\"",
            "--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--\r\n");
        Assert.Null(transaction.Interruption);
    }

    [Fact]
    public void Rules_WhenCrsIsSetUp_StepAside()
    {
        RuleSetLoadResult result = RuleSet.Load(new RuleSetOptions
        {
            Prologue = "SecAction \"id:900990,phase:1,nolog,pass,setvar:tx.crs_setup_version=400\"",
            Files = CompactRules.Files,
            Mode = RuleEngineMode.On,
        });
        using Transaction transaction = result.RuleSet!.CreateTransaction();
        transaction.SetRequestLine("TRACE", "/x?id=1'%20OR%20'1'='1", "HTTP/1.1");
        Assert.Null(transaction.ProcessRequestHeaders());
        Assert.Null(transaction.ProcessRequestBody());
        Assert.Empty(transaction.Matches);
        Assert.Equal([11062L, 11071, 15010, 16030, 16031, 17055, 17060, 17070], result.RuleSet.Rules.Where(static rule => rule.File.EndsWith("edge-08-always.conf", StringComparison.Ordinal)).Select(static rule => rule.Id).Distinct().Order());
    }

    [Fact]
    public void Ids_OfAllRules_AreInTheProjectsRange()
    {
        long[] ids = [.. CompactRules.Set.Rules.Select(static rule => rule.Id).Where(static id => id is not (200000 or 200001))];
        Assert.NotEmpty(ids);
        Assert.All(ids, static id => Assert.InRange(id, 10_000, 19_998));
    }
}
