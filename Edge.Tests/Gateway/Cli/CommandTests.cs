using System.Text.Json.Nodes;
using Edge.Gateway.Admin;
using Edge.Gateway.Cli;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Cli;

public sealed class CommandTests
{
    private static readonly ManualTime Time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Check_OfAGoodFolder_SummarisesAndIs0()
    {
        using ConfigFolder folder = new();
        using StringWriter output = new();
        folder.With("edge.json", """{ "waf": { "mode": "off" } }"""); // Whatever the machine has installed.
        Assert.Equal(0, CheckCommand.Run(folder.Path, output));
        Assert.Equal($"{folder.Path}: good. 1 tenants, 1 cells with 1 destinations, 0 rate-limit buckets, no rules (waf.mode is off).{Environment.NewLine}", output.ToString());
    }

    [Fact]
    public void Check_OfABadFolder_PrintsEveryErrorAndIs1()
    {
        using ConfigFolder folder = new();
        using StringWriter output = new();
        folder.With("edge.json", "{ \"demo\": 1 }").With("admin.json", "{ \"tokens\": 1 }");
        Assert.Equal(1, CheckCommand.Run(folder.Path, output));
        Assert.Equal(
            [
                $"{folder.Path}/admin.json(1,13): error EDGE1004: 'tokens' is 1; set a list [ … ].",
                $"{folder.Path}/edge.json(1,11): error EDGE1006: 'demo' is 1; set true or false.",
            ],
            output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Check_OfAFolderThatIsNotThere_SaysWhichFilesAreMissing()
    {
        using StringWriter output = new();
        Assert.Equal(1, CheckCommand.Run("/nowhere/at/all", output));
        Assert.StartsWith("/nowhere/at/all/edge.json(1,1): error EDGE1008: the file is missing; create it, or name another folder with --config.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TokenNew_PrintsTheTokenOnceAndAnEntryThatAcceptsIt()
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        Assert.Equal(0, TokenCommand.Run("super-admin", "acme", "alice", "fra", "90d", Time, output, errors));
        Assert.Equal("", errors.ToString());
        string[] lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        string token = lines[0]["Token (shown only now): ".Length..];
        Assert.Single(lines, line => line.Contains(token, StringComparison.Ordinal));
        JsonNode entry = JsonNode.Parse(lines[3])!;
        Assert.Equal(Convert.ToHexStringLower(AdminToken.HashOf(token)), (string?)entry["hash"]);
        Assert.Equal("2026-04-01T00:00:00Z", (string?)entry["expires"]);

        using ConfigFolder folder = new();
        AdminDirectory directory = folder.With("admin.json", $"{{ \"tokens\": [ {lines[3]} ] }}").LoadGood().Get<AdminDirectory>();
        AdminIdentity? identity = directory.Find(token)?.Identity;
        Assert.Equal(("tenant:acme", "alice", "fra"), (identity?.Resources.ToString(), identity?.Owner, identity?.Location));
    }

    [Theory]
    [InlineData(null, "--location is missing")]
    [InlineData("a b", "--location is \"a b\"")]
    public void TokenNew_OfAMonitor_NeedsItsLocation(string? location, string expected)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        Assert.Equal(1, TokenCommand.Run("probe", null, null, location, "90d", Time, output, errors));
        Assert.StartsWith(expected, errors.ToString(), StringComparison.Ordinal);
        Assert.Equal("", output.ToString());
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("8")]
    [InlineData("-1h")]
    [InlineData("3651d")]
    [InlineData("")]
    public void TokenNew_WithAWrongLifetime_SaysSoAndIs1(string expires)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        Assert.Equal(1, TokenCommand.Run("super-admin", null, null, null, expires, Time, output, errors));
        Assert.Equal("", output.ToString());
        Assert.Equal($"--expires is \"{expires}\"; give a duration up to 3650d, such as \"8h\" or \"90d\".{Environment.NewLine}", errors.ToString());
    }
}
