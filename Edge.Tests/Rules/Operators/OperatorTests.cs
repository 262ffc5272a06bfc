using Edge.Rules.Matching;
using Edge.Rules.Operators;

namespace Edge.Tests.Rules.Operators;

public sealed class OperatorTests
{
    [Fact]
    public void Registry_Names_AreAllOfTheManual() => Assert.Equal(35, OperatorRegistry.Names.Count);

    [Theory]
    [InlineData("containz", "x", "unknown operator '@containz'")]
    [InlineData("rx", "(a", "the argument of '@rx' is no pattern that can run: a '(' is never closed (at offset 2)")]
    [InlineData("ipMatch", "10.0.0.0/33", "the argument of '@ipMatch' holds '10.0.0.0/33', which is neither an address nor a CIDR block")]
    [InlineData("validateByteRange", "1-300", "the argument of '@validateByteRange' holds '1-300'; a byte is a number from 0 to 255")]
    [InlineData("validateByteRange", "9-3", "the argument of '@validateByteRange' holds the range '9-3', whose end is below its start")]
    [InlineData("pmFromFile", "absent.data", "the argument of '@pmFromFile' names the file 'absent.data', which cannot be read")]
    [InlineData("pmFromFile", "https://x/y", "the argument of '@pmFromFile' names 'https://x/y'; only local files are read")]
    public void TryCreate_Wrong_SaysWhy(string name, string argument, string expected)
    {
        Assert.False(OperatorRegistry.TryCreate(name, new(argument, "rules.conf", 1, 1), new(), out _, out string? error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("streq", "%{tx.x}", "abc", "abc", true)]
    [InlineData("within", "%{tx.x}", "GET POST", "POST", true)]
    [InlineData("rx", "^%{tx.x}$", "a+", "aaa", true)]
    [InlineData("rx", "a%{2}", "", "a%%", true)]
    [InlineData("ge", "%{tx.x}", "5", "5", true)]
    [InlineData("lt", "5", "", "99999999999", true)]
    [InlineData("pm", "a|42 43|d", "", "xaBCdx", true)]
    [InlineData("ipMatch", "192.168.0.0/16,::1", "", "192.168.7.9", true)]
    [InlineData("ipMatch", "192.168.0.0/16,::1", "", "0:0:0:0:0:0:0:1", true)]
    [InlineData("ipMatch", "192.168.0.0/16", "", "192.169.0.0", false)]
    [InlineData("validateUtf8Encoding", "", "", "\u00C0\u00AF", true)]
    [InlineData("geoLookup", "", "", "1.2.3.4", false)]
    [InlineData("rbl", "zone.example", "", "1.2.3.4", false)]
    [InlineData("inspectFile", "script", "", "file", false)]
    public void Evaluate_ByHand_GivesTheListedResult(string name, string argument, string macro, string value, bool expected)
    {
        FakeOperatorContext context = new() { Macro = macro };
        Assert.Equal(expected, Create(name, argument).Evaluate(context, value));
        Assert.Equal(0, context.Timeouts);
    }

    [Fact]
    public void Rx_CatastrophicBacktracking_IsAnsweredByTheAutomaton()
    {
        FakeOperatorContext context = new();
        Assert.False(Create("rx", "^(?:a+)+$").Evaluate(context, new string('a', 5000) + "!"));
        Assert.Equal(0, context.Timeouts);
    }

    [Fact]
    public void Rx_CatastrophicBacktrackingThatMustBacktrack_TimesOutAndIsReported()
    {
        FakeOperatorContext context = new();
        Assert.False(Create("rx", @"^(a+)+\1!$").Evaluate(context, new string('a', 5000) + "b!"));
        Assert.Equal(1, context.Timeouts);
    }

    [Fact]
    public void Rx_MacrosFromClients_KeepFewPatterns()
    {
        IOperator op = Create("rx", "^%{tx.x}$");
        for (int i = 0; i < 500; i++)
        {
            Assert.True(op.Evaluate(new FakeOperatorContext { Macro = $"a{i}" }, $"a{i}"));
        }

        Assert.False(op.Evaluate(new FakeOperatorContext { Macro = "(" }, "("));
    }

    [Theory]
    [InlineData("contains", "Select", "select")]
    [InlineData("pm", "b aa Cc", null)]
    [InlineData("pm", "bb aa Cc", "aa|bb|cc")]
    [InlineData("streq", "%{tx.x}", null)]
    [InlineData("beginsWith", "/admin", "/admin")]
    public void Requirement_OfOperator_IsAsListed(string name, string argument, string? expected)
    {
        LiteralRequirement? requirement = Assert.IsType<IRequiresLiterals>(Create(name, argument), exactMatch: false).Requirement;
        Assert.Equal(expected, requirement is null ? null : string.Join('|', requirement.Groups.Single().Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("rx", @"(?i)\bunion\s+select\b")]
    [InlineData("pm", "select union")]
    [InlineData("contains", "union")]
    [InlineData("ipMatch", "10.0.0.0/8,::1")]
    [InlineData("validateByteRange", "32-126")]
    [InlineData("validateUtf8Encoding", "")]
    [InlineData("verifyCC", @"\d{13,16}")]
    [InlineData("eq", "5")]
    public void Evaluate_WithoutMatch_AllocatesNothing(string name, string argument)
    {
        IOperator op = Create(name, argument);
        FakeOperatorContext context = new(wantsCaptures: false);
        long least = long.MaxValue;
        for (int round = 0; round < 100 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            op.Evaluate(context, "a value that is 0 of them, \u00E9");
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static IOperator Create(string name, string argument)
    {
        Assert.True(OperatorRegistry.TryCreate(name, new(argument, "rules.conf", 1, 1), new(), out IOperator? op, out string? error), error);
        return op;
    }
}
