namespace Edge.Tests.Rules.Execution;

/// <summary>Rules whose pipelines change nothing share what was found in the values as they came; what a pipeline changes is searched by itself.</summary>
public sealed class SharedSearchTests
{
    private const string Rules = """
        SecRule ARGS|REQUEST_HEADERS "@contains <script" "id:1,phase:2,pass,log,t:none"
        SecRule ARGS|REQUEST_HEADERS "@rx (?i)<script" "id:2,phase:2,pass,log,t:none,t:urlDecodeUni"
        SecRule ARGS|REQUEST_HEADERS "@contains <script" "id:3,phase:2,pass,log,t:none,t:lowercase"
        SecRule ARGS|REQUEST_HEADERS "@contains <script" "id:4,phase:2,pass,log,t:none,t:urlDecodeUni,t:lowercase"
        SecRule ARGS|REQUEST_HEADERS "@contains alert" "id:5,phase:2,pass,log,t:none,t:base64Decode"
        """;

    [Theory]
    [InlineData("<script", "1 2 3 4")]
    [InlineData("<SCRIPT", "2 3 4")]
    [InlineData("%3Cscript", "2 4")]
    [InlineData("%3CSCRIPT", "2 4")]
    [InlineData("harmless", "")]
    [InlineData("PHNjcmlwdD5hbGVydCgxKQ==", "5")]
    public void EachPipeline_FindsWhatItMakesOfTheValue(string value, string expected)
    {
        Assert.Equal(expected, TestRules.Match(Rules, headers: ("X-Value", value)));
        Assert.Equal(expected, TestRules.Match(Rules, headers: [("X-Other", "%20Text; with, signs"), ("X-Value", value)]));
    }

    [Fact]
    public void RuleWithPipeline_BeforeAnyWithout_FindsTheSame()
    {
        string reversed = string.Join('\n', Rules.Split('\n').Reverse());
        Assert.Equal("4 3 2 1", TestRules.Match(reversed, headers: ("X-Value", "<script")));
        Assert.Equal("4 2", TestRules.Match(reversed, headers: ("X-Value", "%3Cscript")));
    }
}
