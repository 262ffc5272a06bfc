using System.Text;
using Edge.Gateway.Config;
using Edge.Gateway.Demo;
using Edge.Gateway.Listeners;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Config;

/// <summary>Every configuration error, word for word, where it stands.</summary>
public sealed class ConfigErrorTests
{
    private const string Hash = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>File, its text, and all that is to be said of it.</summary>
    public static TheoryData<string, string, string> Cases { get; } = new()
    {
        // Shape.
        { "edge.json", "{ \"demo\": tru }", "edge.json(1,14): error EDGE1001: not valid JSON: 'tru }' is an invalid JSON literal. Expected the literal 'true'." },
        { "edge.json", "{\n  \"demo\": \"\\ud800\" }", "edge.json(2,11): error EDGE1001: not valid JSON: the text has bytes that are not UTF-8, or half of a surrogate pair; save the file as UTF-8." },
        { "edge.json", "{ \"dmeo\": true }", "edge.json(1,3): error EDGE1002: unknown key 'dmeo' in the file; did you mean 'demo'? Accepted: §." },
        { "edge.json", "{ \"tls\": {\n  \"xyzzy\": 1 } }", "edge.json(2,3): error EDGE1002: unknown key 'xyzzy' in 'tls'. Accepted: certificates, minimum." },
        { "edge.json", "{ \"demo\": true,\n \"demo\": false }", "edge.json(2,2): error EDGE1003: 'demo' stands twice in one object; keep one." },
        { "edge.json", "{ \"demo\": [] }", "edge.json(1,11): error EDGE1004: 'demo' is a list; set true or false." },
        { "edge.json", "{ \"tls\": 5 }", "edge.json(1,10): error EDGE1004: 'tls' is 5; set an object { … }." },
        { "edge.json", "{ \"trustedProxies\": \"10.0.0.0/8\" }", "edge.json(1,21): error EDGE1004: 'trustedProxies' is \"10.0.0.0/8\"; set a list [ … ]." },
        { "edge.json", "{ \"trustedProxies\": [ null ] }", "edge.json(1,23): error EDGE1004: 'trustedProxies' is null; set a list of texts in quotes." },
        { "edge.json", "[]", "edge.json(1,1): error EDGE1004: the file is a list; set an object { … }." },
        { "tenants.json", "{ \"tenants\": [ { \"hosts\": [\"a.b\"], \"cell\": \"na-1\" } ] }", "tenants.json(1,16): error EDGE1005: 'tenants.id' is missing; set text in quotes." },
        { "edge.json", "{ \"accessLog\": { \"mode\": \"sometimes\" } }", "edge.json(1,26): error EDGE1006: 'accessLog.mode' is \"sometimes\"; set one of \"off\", \"sampled\", \"on\"." },
        { "edge.json", "{ \"accessLog\": { \"mode\": \"of\" } }", "edge.json(1,26): error EDGE1006: 'accessLog.mode' is \"of\"; set one of \"off\", \"sampled\", \"on\"; did you mean 'off'?" },
        { "edge.json", "{ \"accessLog\": { \"sample\": 1.5 } }", "edge.json(1,28): error EDGE1006: 'accessLog.sample' is 1.5; set a number from 0 to 1." },
        { "edge.json", "{ \"demo\": \"yes\" }", "edge.json(1,11): error EDGE1006: 'demo' is \"yes\"; set true or false." },
        { "edge.json", "{ \"shutdown\": { \"deadline\": \"5\" } }", "edge.json(1,29): error EDGE1006: 'shutdown.deadline' is \"5\"; set a duration from \"0ms\" to \"1h\", such as \"30s\"." },
        { "edge.json", "{ \"trustedProxies\": [\"10.0.0.1/8\"] }", "edge.json(1,22): error EDGE1006: 'trustedProxies' has \"10.0.0.1/8\"; set an address or a network whose host bits are zero, such as \"10.0.0.0/8\" or \"2001:db8::/32\"." },
        { "edge.json", "{ \"listen\": { \"ops\": { \"address\": \"localhost:9090\" } } }", "edge.json(1,35): error EDGE1006: 'listen.ops.address' is \"localhost:9090\"; set an IP address and a port, such as \"127.0.0.1:9090\" or \"[::]:8443\" (port 0 takes a free one)." },
        { "edge.json", "{ \"listen\": { \"ops\": { \"address\": \"::1:8443\" } } }", "edge.json(1,35): error EDGE1006: 'listen.ops.address' is \"::1:8443\"; set an IP address and a port, such as \"127.0.0.1:9090\" or \"[::]:8443\" (port 0 takes a free one)." },

        // Meaning.
        { "edge.json", "{ \"listen\": { \"https\": { \"enabled\": false } } }", "edge.json(1,1): error EDGE1105: 'listen.http.mode' leaves no listener that serves; set \"serve\", or enable listen.https." },
        { "cells.json", "{ \"cells\": [] }", "cells.json(1,12): error EDGE1005: 'cells' has 0 cells; set 1 to 1000.\ntenants.json(1,69): error EDGE1102: 'tenants.cell' is \"na-1\", which cells.json does not define." },
        { "cells.json", Cells("{ \"id\": \"na-1\", \"destinations\": [] }"), "cells.json(1,46): error EDGE1005: 'cells.destinations' has 0 destinations; set 1 to 1000." },
        { "cells.json", Cells(Cell("na-1"), Cell("NA-1")), "cells.json(1,130): error EDGE1101: 'cells.id' \"NA-1\" is the id of another cell too; ids are unique, whatever their case." },
        { "cells.json", Cells(Cell("na-1"), Cell("unassigned")), "cells.json(1,130): error EDGE1105: 'cells.id' is \"unassigned\", which the gateway uses itself; choose another id." },
        { "cells.json", Cells(Cell("na-1"), Cell("é")), "cells.json(1,130): error EDGE1006: 'cells.id' is \"é\"; set 1 to 128 letters, digits, '.', '_' or '-', because it is sent in headers." },
        { "cells.json", Cells("{ \"id\": \"na-1\", \"destinations\": [ { \"id\": \"a\", \"address\": \"ftp://x\" } ] }"), "cells.json(1,72): error EDGE1006: 'cells.destinations.address' is \"ftp://x\"; set an http or https URL such as \"http://10.0.0.1:8080\", without user, password and query." },
        { "cells.json", Cells("{ \"id\": \"na-1\", \"destinations\": [ { \"id\": \"a\", \"address\": \"http://x\" }, { \"id\": \"A\", \"address\": \"http://y\" } ] }"), "cells.json(1,94): error EDGE1101: 'cells.destinations.id' \"A\" is the id of another destination of this cell too; ids are unique." },
        { "cells.json", Cells("{ \"id\": \"na-1\", \"health\": { \"interval\": \"1s\", \"timeout\": \"2s\" }, \"destinations\": [ { \"id\": \"a\", \"address\": \"http://x\" } ] }"), "cells.json(1,71): error EDGE1105: 'cells.health.timeout' is longer than 'interval' (1s); set at most that, or probes overlap." },
        { "cells.json", Cells("{ \"id\": \"na-1\", \"routing\": { \"policy\": \"roundRobin\" }, \"destinations\": [ { \"id\": \"a\", \"address\": \"http://x\" } ] }"), "cells.json(1,53): error EDGE1006: 'cells.routing.policy' is \"roundRobin\"; set one of \"leastInFlight\", \"peakEwma\", \"consistentHash\"." },
        { "cells.json", Cells("{ \"id\": \"na-1\", \"routing\": { \"hash\": \"path\" }, \"destinations\": [ { \"id\": \"a\", \"address\": \"http://x\" } ] }"), "cells.json(1,51): error EDGE1006: 'cells.routing.hash' is \"path\"; set \"tenant\", \"address\", \"header:NAME\" or \"cookie:NAME\": what requests with one destination have in common." },
        { "cells.json", Cells("{ \"id\": \"na-1\", \"routing\": { \"hashBalancePercent\": 99 }, \"destinations\": [ { \"id\": \"a\", \"address\": \"http://x\" } ] }"), "cells.json(1,65): error EDGE1006: 'cells.routing.hashBalancePercent' is 99; set 0 for no bound, or at least 100: below the average there is not room for all." },
        { "cells.json", Cells("{ \"id\": \"na-1\", \"retries\": { \"methods\": [\"GET\", \"POST\"] }, \"destinations\": [ { \"id\": \"a\", \"address\": \"http://x\" } ] }"), "cells.json(1,54): error EDGE1006: 'cells.retries.methods' has \"POST\"; set idempotent methods in capitals (RFC 9110 §9.2.2), such as \"GET\" or \"PUT\": others might act twice." },
        { "cells.json", Cells("{ \"id\": \"na-1\", \"retries\": { \"statuses\": [404] }, \"destinations\": [ { \"id\": \"a\", \"address\": \"http://x\" } ] }"), "cells.json(1,56): error EDGE1006: 'cells.retries.statuses' is 404; set whole numbers from 500 to 599." },
        { "cells.json", Cells("{ \"id\": \"na-1\", \"outlier\": { \"maxEjectionTime\": \"10s\" }, \"destinations\": [ { \"id\": \"a\", \"address\": \"http://x\" } ] }"), "cells.json(1,62): error EDGE1105: 'cells.outlier.maxEjectionTime' is shorter than 'baseEjectionTime' (30s); set at least that." },
        { "cells.json", Cells("{ \"id\": \"na-1\", \"breaker\": { \"maxInFlight\": 0 }, \"destinations\": [ { \"id\": \"a\", \"address\": \"http://x\" } ] }"), "cells.json(1,58): error EDGE1006: 'cells.breaker.maxInFlight' is 0; set a whole number from 1 to 1000000." },
        { "cells.json", Cells("{ \"id\": \"na-1\", \"outlier\": { \"consecutive5x\": 3 }, \"destinations\": [ { \"id\": \"a\", \"address\": \"http://x\" } ] }"), "cells.json(1,43): error EDGE1002: unknown key 'consecutive5x' in 'cells.outlier'; did you mean 'consecutive5xx'? Accepted: consecutive5xx, consecutiveConnectFailures, baseEjectionTime, maxEjectionTime, maxEjectionPercent, successRateStdevFactor, successRateRequestVolume, successRateMarginPercent, latencyFactor, latencyMargin, silence." },
        { "cells.json", Cells("{ \"id\": \"na-1\", \"health\": { \"path\": \"x\" }, \"destinations\": [ { \"id\": \"a\", \"address\": \"http://x\" } ] }"), "cells.json(1,50): error EDGE1006: 'cells.health.path' is \"x\"; set a path that begins with '/'." },
        { "tenants.json", Tenants("\"id\": \"a\", \"hosts\": [\"x\"], \"cell\": \"na-2\""), "tenants.json(1,53): error EDGE1102: 'tenants.cell' is \"na-2\", which cells.json does not define; did you mean 'na-1'?" },
        { "tenants.json", Tenants("\"id\": \"a\", \"hosts\": [\"x\"], \"cell\": \"na-1\", \"drCell\": \"zzzzz\""), "tenants.json(1,71): error EDGE1102: 'tenants.drCell' is \"zzzzz\", which cells.json does not define." },
        { "tenants.json", Tenants("\"id\": \"a\", \"hosts\": [\"x\"], \"cell\": \"na-1\", \"drCell\": \"na-1\""), "tenants.json(1,71): error EDGE1105: 'tenants.drCell' is \"na-1\", the home cell itself; name another cell, or leave it out." },
        { "tenants.json", Tenants("\"id\": \"a\", \"hosts\": [\"x\"], \"cell\": \"na-1\", \"jurisdictions\": [\"eu\", \"ch\"]"), "tenants.json(1,53): error EDGE1104: 'tenants.cell' is \"na-1\" in jurisdiction \"us\"; tenant \"a\" allows \"eu\", \"ch\" only." },
        { "tenants.json", Tenants("\"id\": \"a\", \"hosts\": [\"x\"], \"cell\": \"na-1\"", "\"id\": \"a\", \"hosts\": [\"y\"], \"cell\": \"na-1\""), "tenants.json(1,71): error EDGE1101: 'tenants.id' \"a\" is the id of another tenant too (line 1); ids are unique." },
        { "tenants.json", Tenants("\"id\": \"a\", \"hosts\": [\"x\"], \"cell\": \"na-1\"", "\"id\": \"b\", \"hosts\": [\"X\"], \"cell\": \"na-1\""), "tenants.json(1,86): error EDGE1103: host \"X\" belongs to tenant \"a\" already; a host has one tenant." },
        { "tenants.json", Tenants("\"id\": \"a\", \"hosts\": [], \"cell\": \"na-1\""), "tenants.json(1,38): error EDGE1005: 'tenants.hosts' is empty; name at least one host, such as \"acme.example.com\" or \"*.acme.example.com\"." },
        { "tenants.json", Tenants("\"id\": \"a\", \"hosts\": [\"x:443\"], \"cell\": \"na-1\""), "tenants.json(1,39): error EDGE1006: 'hosts' has \"x:443\"; set a host name without port or path, such as \"acme.example.com\" or \"*.acme.example.com\" (international names in their xn-- form)." },
        { "tenants.json", Tenants("\"id\": \"a b\", \"hosts\": [\"x\"], \"cell\": \"na-1\""), "tenants.json(1,24): error EDGE1006: 'tenants.id' is \"a b\"; set 1 to 128 letters, digits, '.', '_' or '-', because it is sent in headers." },
        { "tenants.json", Tenants("\"id\": \"\", \"hosts\": [\"x\"], \"cell\": \"na-1\""), "tenants.json(1,24): error EDGE1006: 'tenants.id' is empty; set at least one character." },
        { "tenants.json", Tenants("\"id\": \"a\", \"hosts\": [\"x\"], \"cell\": \"na-1\", \"limits\": { \"authn\": { \"limit\": 5 } }"), "tenants.json(1,73): error EDGE1102: 'limits' names bucket \"authn\", which limits.json does not define." },
        { "limits.json", Buckets("\"id\": \"a\", \"match\": [ { \"path\": \"/\" } ]"), "limits.json(1,16): error EDGE1005: 'buckets.limit' is missing; set the requests per window, 1 to 16777215." },
        { "limits.json", Buckets("\"id\": \"a\", \"limit\": 0, \"match\": [ { \"path\": \"/\" } ]"), "limits.json(1,38): error EDGE1006: 'buckets.limit' is 0; set a whole number from 1 to 16777215." },
        { "limits.json", Buckets("\"id\": \"a\", \"limit\": 4, \"cost\": 5, \"match\": [ { \"path\": \"/\" } ]"), "limits.json(1,38): error EDGE1006: 'buckets.limit' is 4, and a request of the bucket costs 5; set at least 5, or no request ever passes." },
        { "limits.json", Buckets("\"id\": \"a\", \"limit\": 9, \"cost\": 5, \"match\": [ { \"path\": \"/\" } ], \"scopes\": [ { \"id\": \"u\", \"key\": [\"address\"], \"limit\": 2 } ]"), "limits.json(1,136): error EDGE1006: 'buckets.scopes.limit' is 2, and a request of the bucket costs 5; set at least 5, or no request ever passes." },
        { "limits.json", Buckets("\"id\": \"a\", \"limit\": 1, \"window\": \"500ms\", \"match\": [ { \"path\": \"/\" } ]"), "limits.json(1,51): error EDGE1006: 'buckets.window' is \"500ms\"; set a duration from \"1s\" to \"1d\", such as \"1m\"." },
        { "limits.json", Buckets("\"id\": \"a\", \"limit\": 1"), "limits.json(1,16): error EDGE1005: 'buckets.match' is empty; name at least one { \"methods\": [\"GET\"], \"path\": \"/api\" }." },
        { "limits.json", Buckets("\"id\": \"a\\\"\", \"limit\": 1, \"match\": [ { \"path\": \"/\" } ]"), "limits.json(1,24): error EDGE1006: 'buckets.id' is \"a\"\"; set printable ASCII without quotes and backslashes, because it is sent in the RateLimit headers." },
        { "limits.json", Buckets("\"id\": \"a\", \"limit\": 1, \"match\": [ { \"path\": \"/x/{id}\" } ]"), "limits.json(1,62): error EDGE1006: 'buckets.match.path' is \"/x/{id}\"; set a decoded path that begins with '/', in which '*' stands for one whole segment, without query and ';'. Everything below a path belongs to it." },
        { "limits.json", Buckets("\"id\": \"a\", \"limit\": 1, \"match\": [ { \"path\": \"/\" } ]", "\"id\": \"b\", \"limit\": 1, \"match\": [ { \"path\": \"//\" } ]"), "limits.json(1,119): error EDGE1105: 'buckets.match.path' \"//\" leads to bucket \"a\" already for the same method; a request has one bucket." },
        { "limits.json", Buckets("\"id\": \"a\", \"limit\": 1, \"match\": [ { \"path\": \"/\" } ]", "\"id\": \"a\", \"limit\": 1, \"match\": [ { \"path\": \"/b\" } ]"), "limits.json(1,81): error EDGE1101: 'buckets.id' \"a\" is the id of another bucket too; ids are unique." },
        { "admin.json", Tokens("\"id\": \"t\", \"role\": \"super-admn\", \"hash\": \"" + Hash + "\""), "admin.json(1,36): error EDGE1102: 'tokens.role' is \"super-admn\"; did you mean 'super-admin'? Accepted: cell-admin, dr-admin, incident-admin, org-admin, probe, rate-limit-admin, read-only-admin, security-admin, super-admin." },
        { "admin.json", Tokens("\"id\": \"t\", \"role\": \"super-admin\", \"hash\": \"edge_secret\""), "admin.json(1,59): error EDGE1006: 'tokens.hash' is not a hash; set the 64 hexadecimal digits that `token new` prints, not the token." },
        { "admin.json", Tokens("\"id\": \"t\", \"role\": \"super-admin\", \"tenant\": \"nobody\", \"hash\": \"" + Hash + "\""), "admin.json(1,61): error EDGE1102: 'tokens.tenant' is \"nobody\", which tenants.json does not define." },
        { "admin.json", Tokens("\"id\": \"t\", \"role\": \"super-admin\", \"expires\": \"soon\", \"hash\": \"" + Hash + "\""), "admin.json(1,62): error EDGE1006: 'tokens.expires' is \"soon\"; set an ISO 8601 instant such as \"2027-01-01T00:00:00Z\"." },
        { "admin.json", Tokens("\"id\": \"t\", \"role\": \"super-admin\", \"location\": \"a b\", \"hash\": \"" + Hash + "\""), "admin.json(1,63): error EDGE1006: 'tokens.location' is \"a b\"; set 1 to 64 letters, digits, '-', '_' or '.'." },
        { "admin.json", Tokens("\"id\": \"t\", \"role\": \"org-admin\", \"hash\": \"" + Hash + "\""), "admin.json(1,36): error EDGE1105: 'tokens.role' is \"org-admin\", which is for a part of what is served; set 'tenant' or 'resources' beside it." },
        { "admin.json", Role("\"tenant:acm\""), "admin.json(1,41): error EDGE1102: 'resources' has \"tenant:acm\", which tenants.json does not define; did you mean 'tenant:acme'?" },
        { "admin.json", Role("\"cell:na-2\""), "admin.json(1,41): error EDGE1102: 'resources' has \"cell:na-2\", which cells.json does not define; did you mean 'cell:na-1'?" },
        { "admin.json", Role("\"tenants:acme\""), "admin.json(1,41): error EDGE1006: 'resources' has \"tenants:acme\"; did you mean 'tenant'? Accepted: \"tenant:ID\", \"cell:ID\", \"tenant:*\", \"cell:*\", and \"*\" for the whole node." },
        { "admin.json", Role(""), "admin.json(1,40): error EDGE1005: 'roles.resources' has 0 entries; name 1 to 1000, or leave the key out for the whole node. Accepted: \"tenant:ID\", \"cell:ID\", \"tenant:*\", \"cell:*\", and \"*\" for the whole node." },
        { "admin.json", "{ \"roles\": [ { \"id\": \"x\", \"resources\": [\"cell:na-1\"] } ], \"tokens\": [ { \"id\": \"t\", \"role\": \"x\", \"tenant\": \"acme\", \"hash\": \"" + Hash + "\" } ] }", "admin.json(1,107): error EDGE1105: 'tokens.tenant' leaves nothing to reach: the role \"x\" holds for cell:na-1. Name a part of that, or give another role." },
        { "admin.json", "{ \"clientCertificates\": { \"mode\": \"optional\", \"authorities\": \"certs/ca.pem\" } }", "admin.json(1,35): error EDGE1105: 'clientCertificates.mode' asks for client certificates, but the ops listener does not speak TLS; set listen.ops.tls in edge.json, which takes effect at a start." },
        { "admin.json", "{ \"clientCertificates\": { \"identities\": [ { \"id\": \"a\", \"role\": \"super-admin\", \"match\": \"mail:a@b\" } ] } }", "admin.json(1,88): error EDGE1006: 'clientCertificates.identities.match' is \"mail:a@b\"; did you mean 'email'? Accepted: \"email:alice@example.com\", \"dns:ci.example.com\", \"uri:spiffe://example.com/ops\", \"subject:CN=alice, O=Example\"." },
        { "admin.json", "{ \"access\": { \"maxDuration\": \"8d\" } }", "admin.json(1,30): error EDGE1006: 'access.maxDuration' is \"8d\"; set a duration from \"1m\" to \"7d\", such as \"8h\"." },
        { "admin.json", "{ \"roles\": [ { \"id\": \"super-admin\" } ] }", "admin.json(1,22): error EDGE1101: 'roles.id' \"super-admin\" is another role already; ids are unique, and built-in roles cannot be replaced." },
        { "admin.json", "{ \"roles\": [ { \"id\": \"x\", \"permissions\": [\"okta.dr.manag\"] } ] }", "admin.json(1,43): error EDGE1102: 'permissions' has \"okta.dr.manag\"; did you mean 'okta.dr.manage'? Accepted: edge.access.approve, edge.access.read, edge.access.request, edge.bans.manage, edge.bans.read, edge.cells.manage, edge.cells.read, edge.config.manage, edge.config.read, edge.incidents.manage, edge.incidents.read, edge.logs.read, edge.probes.report, edge.rateLimits.manage, edge.rateLimits.read, edge.tenants.read, edge.upgrades.approve, edge.upgrades.manage, edge.upgrades.read, edge.waf.manage, edge.waf.read, okta.dr.manage, okta.dr.read." },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Load_OfAWrongFile_SaysWhatIsWrongWhereAndWhatIsAccepted(string file, string text, string expected)
    {
        using ConfigFolder folder = new();
        string found = folder.With(file, text).Diagnostics();
        int open = expected.IndexOf('§', StringComparison.Ordinal); // Stands for a list that grows with the features.
        if (open >= 0)
        {
            Assert.StartsWith(expected[..open], found, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(expected, found);
    }

    [Fact]
    public void Load_OfAFileThatIsNotUtf8_NamesTheByte()
    {
        using ConfigFolder folder = new();
        folder.With("edge.json", [.. "{\n \"d"u8, 0xE9, .. "mo\": true }"u8]);
        Assert.Equal("edge.json(2,4): error EDGE1001: not valid JSON: the text has bytes that are not UTF-8, or half of a surrogate pair; save the file as UTF-8.", folder.Diagnostics());
    }

    [Fact]
    public void Load_WithoutARequiredFile_SaysSoAndNoMore()
    {
        using ConfigFolder folder = new();
        Assert.Equal("cells.json(1,1): error EDGE1008: the file is missing; create it, or name another folder with --config.", folder.Without("cells.json").Diagnostics());
    }

    [Fact]
    public void Load_WithoutTheFilesThatMayBeMissing_IsGood()
    {
        using ConfigFolder folder = new();
        Assert.Equal("", folder.Without("limits.json").Without("admin.json").Diagnostics());
    }

    [Fact]
    public void Load_WithTooManyTrustedProxies_SaysHowManyAreAccepted()
    {
        using ConfigFolder folder = new();
        string list = string.Join(',', Enumerable.Range(0, 257).Select(static index => $"\"10.0.{index / 256}.{index % 256}\""));
        Assert.Equal("edge.json(1,21): error EDGE1009: 'trustedProxies' has 257 entries; at most 256 are accepted.", folder.With("edge.json", $"{{ \"trustedProxies\": [{list}] }}").Diagnostics());
    }

    [Fact]
    public void Load_WithErrorsInEveryFile_ReportsThemAllInOnePass()
    {
        using ConfigFolder folder = new();
        folder.With("edge.json", "{ \"dmeo\": true, \"accessLog\": { \"sample\": 2 } }")
            .With("cells.json", Cells(Cell("na-1"), Cell("na-1")))
            .With("tenants.json", Tenants("\"id\": \"a\", \"hosts\": [\"x\"], \"cell\": \"nowhere\"", "\"id\": \"a\", \"hosts\": [\"x\"], \"cell\": \"na-1\""))
            .With("limits.json", Buckets("\"id\": \"b\", \"limit\": -1"))
            .With("admin.json", "{ \"tokenz\": [] }");
        string[] codes = [.. folder.Load().Diagnostics.Items.Select(static item => $"{Path.GetFileName(item.File)} {item.Code}").Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "admin.json EDGE1002", "cells.json EDGE1101", "edge.json EDGE1002", "edge.json EDGE1006", "limits.json EDGE1005", "limits.json EDGE1006",
                "tenants.json EDGE1101", "tenants.json EDGE1102", "tenants.json EDGE1103",
            ],
            codes);
    }

    [Fact]
    public void Load_WithMoreErrorsThanAreKept_CountsTheRest()
    {
        using ConfigFolder folder = new();
        string tenants = string.Join(",\n", Enumerable.Range(0, ConfigDiagnostics.MaxKept + 5).Select(static index => $"{{ \"id\": \"t{index}\", \"hosts\": [\"h{index}\"], \"cell\": \"none\" }}"));
        SnapshotLoadResult result = folder.With("tenants.json", $"{{ \"tenants\": [\n{tenants} ] }}").Load();
        Assert.Null(result.Snapshot);
        Assert.Equal(ConfigDiagnostics.MaxKept, result.Diagnostics.Items.Count);
        Assert.Equal(5, result.Diagnostics.NotKept);
        Assert.Equal(ConfigDiagnostics.MaxKept + 1, result.Diagnostics.Items[^1].Line);
    }

    [Fact]
    public void Load_WithCommentsTrailingCommasAndAByteOrderMark_IsGood_AndColumnsCountChars()
    {
        using ConfigFolder folder = new();
        folder.With("edge.json", [.. Encoding.UTF8.Preamble, .. "{ // first\n /* ä€😀 */ \"demo\": false, }"u8]);
        Assert.Equal("", folder.Diagnostics());
        folder.With("edge.json", [.. Encoding.UTF8.Preamble, .. "{ /* ä€😀 */ \"demo\": 1, }"u8]);
        Assert.Equal("edge.json(1,22): error EDGE1006: 'demo' is 1; set true or false.", folder.Diagnostics());
        folder.With("edge.json", [.. Encoding.UTF8.Preamble, .. "{ \"ä\": tru }"u8]);
        Assert.StartsWith("edge.json(1,11): error EDGE1001: ", folder.Diagnostics(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfTheDemo_WantsAddressesAndIdsThatDemoCellsCanHave()
    {
        using ConfigFolder folder = new();
        folder.With("edge.json", "{ \"demo\": true }")
            .With("cells.json", Cells(
                "{ \"id\": \"na-1\", \"destinations\": [ { \"id\": \"a\", \"address\": \"http://127.0.0.1:5101\" }, { \"id\": \"p\", \"address\": \"http://127.0.0.1:5102/x\" } ] }",
                "{ \"id\": \"na-2\", \"destinations\": [ { \"id\": \"a\", \"address\": \"http://127.0.0.1:5103\" }, { \"id\": \"r\", \"address\": \"http://10.0.0.1\" } ] }"));
        Assert.Equal(
            """
            edge.json(1,11): error EDGE1105: 'demo' is true, but destination "p" is at http://127.0.0.1:5102/x; demo cells listen on http loopback addresses without a path only. Set "demo": false in front of real cells.
            edge.json(1,11): error EDGE1105: 'demo' is true, but two cells have a destination "a"; demo destinations have ids of their own.
            edge.json(1,11): error EDGE1105: 'demo' is true, but destination "r" is at http://10.0.0.1/; demo cells listen on http loopback addresses without a path only. Set "demo": false in front of real cells.
            """.ReplaceLineEndings("\n"),
            folder.Diagnostics());
    }

    [Fact]
    public void Load_OfWhatNeedsARestart_WarnsAndKeepsWhatIsInForce()
    {
        using ConfigFolder folder = new();
        EdgeSnapshot first = folder.LoadGood();
        folder.With("edge.json", "{ \"demo\": true, \"listen\": { \"https\": { \"address\": \"127.0.0.1:1\" } } }");
        SnapshotLoadResult result = folder.Load(first);
        Assert.Equal(
            """
            edge.json(1,38): warning EDGE1010: 'listen.https' or another listener or shutdown setting changed; that takes effect at the next start.
            edge.json(1,11): warning EDGE1010: 'demo' changed; demo cells start and end with the process, so that takes effect at the next start.
            """.ReplaceLineEndings("\n"),
            folder.Text(result));
        Assert.Same(first.Get<ListenSettings>(), result.Snapshot!.Get<ListenSettings>());
        Assert.Same(first.Get<DemoSettings>(), result.Snapshot.Get<DemoSettings>());
    }

    private static string Cells(params string[] cells) => $"{{ \"cells\": [ {string.Join(", ", cells)} ] }}";

    private static string Cell(string id) => $"{{ \"id\": \"{id}\", \"jurisdiction\": \"us\", \"destinations\": [ {{ \"id\": \"a\", \"address\": \"http://127.0.0.1:1\" }} ] }}";

    private static string Tenants(params string[] tenants) => $"{{ \"tenants\": [ {string.Join(", ", tenants.Select(static tenant => $"{{ {tenant} }}"))} ] }}";

    private static string Buckets(params string[] buckets) => $"{{ \"buckets\": [ {string.Join(", ", buckets.Select(static bucket => $"{{ {bucket} }}"))} ] }}";

    private static string Role(string resources) => $"{{ \"roles\": [ {{ \"id\": \"x\", \"resources\": [{resources}] }} ] }}";

    private static string Tokens(string token) => $"{{ \"tokens\": [ {{ {token} }} ] }}";
}
