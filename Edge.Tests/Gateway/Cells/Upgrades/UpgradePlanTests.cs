using Edge.Gateway.Cells.Upgrades;
using Edge.Gateway.Cells.Upgrades.Plans;
using Edge.Gateway.Config;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Cells.Upgrades;

/// <summary>Plans in YAML, and what is said of wrong ones.</summary>
public sealed class UpgradePlanTests
{
    private const string Good = """
        steps:
          upgrade-database: { hook: { approval: Do it. } }
          upgrade-servers: { hook: { approval: Do it. } }
          replication: { hook: { approval: Do it. } }
          trailing-half: { hook: { approval: Do it. } }

        """;

    [Fact]
    public void Plan_AsShipped_NeedsPeopleOnly()
    {
        using ConfigFolder folder = new();
        UpgradePlan plan = folder.With("upgrades/default.yaml", File.ReadAllText(Repository.PathOf("config/upgrades/default.yaml"))).LoadGood().Get<UpgradePlans>().ByName["default"];
        Assert.Equal(4, plan.Steps.Values.Count(static step => step is { Hook: null, Approval: not null }));
        Assert.Equal((TimeSpan.FromSeconds(5), 0.05), (plan[UpgradeStep.ReadOnly].Settle, plan[UpgradeStep.Switch].Gate!.MaxErrorRate));
    }

    [Fact]
    public void Plan_WithEverything_IsReadAndKeptAlike()
    {
        using ConfigFolder folder = new();
        UpgradePlan plan = folder.With("upgrades/all.yml", """
            description: "All there is"
            steps:
              read-only: { settle: 7s, confirm: { approval: "Go?", secondPerson: true } }
              upgrade-database:
                hook:
                  method: PUT
                  url: https://deploy.example.com/db?x=1
                  headers: { Authorization: env:PATH, X-Trace: "on" }
                  timeout: 90s
                  retries: 5
                  interval: 250ms
                  deadline: 2h
                  expect: [200, 201]
              upgrade-servers:
                hook: { approval: Do it. }
                tests:
                  - path: /healthz?deep=1
                    host: acme.example.com
                    contains: '"ok"'
                    expect: [200]
                  - { path: /, method: HEAD, expect: [200, 301], timeout: 1s, within: 2s }
              replication: { hook: { approval: Do it. } }
              trailing-half: { hook: { approval: Do it. } }
              done: { gate: { healthyDestinations: 3, within: 5s, errorRate: { atMost: 0.25, over: 10s } } }
            """).LoadGood().Get<UpgradePlans>().ByName["all"];
        UpgradePlan? kept = UpgradePlanReader.ReadKept(plan.Name, plan.Text);
        foreach (UpgradePlan one in new[] { plan, kept! })
        {
            UpgradeHook hook = one[UpgradeStep.UpgradeDatabase].Hook!;
            Assert.Equal(("PUT", "https://deploy.example.com/db?x=1", 5, TimeSpan.FromSeconds(90), TimeSpan.FromHours(2)), (hook.Method, hook.Url.AbsoluteUri, hook.Retries, hook.Timeout, hook.Deadline));
            Assert.Equal([new("Authorization", "env:PATH"), new("X-Trace", "on")], hook.Headers);
            Assert.Equal([200, 201], hook.Expect);
            Assert.Equal(["/healthz?deep=1", "/"], one[UpgradeStep.UpgradeServers].Tests.Select(static test => test.Path));
            Assert.Equal(new UpgradeGate(3, TimeSpan.FromSeconds(5), 0.25, TimeSpan.FromSeconds(10)), one[UpgradeStep.Done].Gate);
            Assert.Equal(new UpgradeApproval("Go?", BySecondPerson: true), one[UpgradeStep.ReadOnly].Confirm);
        }
    }

    [Theory]
    [InlineData("steps:\n  drian: {}\n", "upgrades/p.yaml(2,3): error EDGE1002: unknown key 'drian' in 'steps'; did you mean 'drain'?")]
    [InlineData(Good + "  drain: { settel: 1s }\n", "upgrades/p.yaml(6,12): error EDGE1002: unknown key 'settel' in 'steps.drain'; did you mean 'settle'?")]
    [InlineData(Good + "  drain: { settle: soon }\n", "upgrades/p.yaml(6,20): error EDGE1006: 'steps.drain.settle' is \"soon\"; set a duration from \"0ms\" to \"1h\", such as \"2s\".")]
    [InlineData(Good + "  drain: { hook: { approval: x } }\n", "upgrades/p.yaml(6,12): error EDGE1002: unknown key 'hook' in 'steps.drain'")]
    [InlineData(Good + "  done: { gate: { errorRate: { over: 1s } } }\n", "upgrades/p.yaml(6,30): error EDGE1005: 'steps.done.gate.errorRate.atMost' is missing; set the greatest part of the requests that may fail, such as 0.01.")]
    [InlineData("description: none\n", "upgrades/p.yaml(1,1): error EDGE1005: 'steps' is missing; name at least the steps upgrade-database, upgrade-servers, replication and trailing-half.")]
    [InlineData("steps: { upgrade-servers: {} }\n", "upgrades/p.yaml(1,27): error EDGE1005: 'steps.upgrade-servers' has no 'hook'; set { \"url\": … } for a call, or { \"approval\": … } for people.")]
    [InlineData("steps: { replication: { hook: { url: ftp://x/ } } }", "upgrades/p.yaml(1,38): error EDGE1006: 'steps.replication.hook.url' is not an http or https URL without user and password, such as \"https://deploy.example.com/upgrade\".")]
    [InlineData("steps: { replication: { hook: { url: http://x/, headers: { X-Api-Key: abc } } } }", "upgrades/p.yaml(1,71): error EDGE1006: 'steps.replication.hook.headers.X-Api-Key' stands in the file; set \"env:NAME\" or \"file:PATH\", because plans are shown, copied and kept.")]
    [InlineData("steps: { replication: { hook: { url: http://x/, expect: [99] } } }", "upgrades/p.yaml(1,58): error EDGE1006: 'steps.replication.hook.expect' is 99; set whole numbers from 200 to 599.")]
    [InlineData("steps: [\n", "upgrades/p.yaml(2,1): error EDGE1001: not valid YAML: ")]
    [InlineData("a: &x 1\nb: *x\n", "upgrades/p.yaml(1,4): error EDGE1001: not valid YAML: anchors and aliases are not accepted; write the part out.")]
    [InlineData("a: 1\n---\nb: 1\n", "upgrades/p.yaml(2,1): error EDGE1001: not valid YAML: the file has a second document; keep one.")]
    [InlineData("? [a]\n: 1\n", "upgrades/p.yaml(1,3): error EDGE1001: not valid YAML: a key is a list or a mapping; set text.")]
    [InlineData("# nothing\n", "upgrades/p.yaml(1,1): error EDGE1004: the file is null; set an object { … }.")]
    [InlineData("steps: {}\nsteps: {}\n", "upgrades/p.yaml(2,1): error EDGE1003: 'steps' stands twice in one object; keep one.")]
    public void Plan_ThatIsWrong_IsTold(string yaml, string expected)
    {
        using ConfigFolder folder = new();
        string told = folder.With("upgrades/p.yaml", yaml).Diagnostics();
        Assert.Contains(told.Split('\n'), line => line.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_NestedOrLongWithoutEnd_IsRefused()
    {
        using ConfigFolder folder = new();
        Assert.Contains("nested deeper than 31 levels", folder.With("upgrades/p.yaml", new string('[', 1000)).Diagnostics(), StringComparison.Ordinal);
        Assert.Contains($"at most {YamlSource.MaxBytes} are accepted", folder.With("upgrades/p.yaml", new string('#', YamlSource.MaxBytes + 1)).Diagnostics(), StringComparison.Ordinal);
        Assert.Contains($"at most {UpgradePlan.MaxTextLength} are accepted", folder.With("upgrades/p.yaml", $"description: {new string('x', UpgradePlan.MaxTextLength)}\n{Good}").Diagnostics(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "plain", true)]
    [InlineData("env:EDGE_TEST_NOT_SET", "", false)]
    [InlineData("file:/nowhere/at/all", "", false)]
    public void Secret_IsReadFromWhereItStands(string value, string expected, bool isGood)
    {
        Assert.Equal(isGood, SecretReference.TryRead(value, out string read, out string why));
        Assert.Equal(expected, read);
        Assert.Equal(isGood ? "" : $"\"{value}\" gives no usable value on this node", why);
    }
}
