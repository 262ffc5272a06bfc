using Edge.LoadTests.Measuring;

namespace Edge.Tests.Load;

public sealed class ThresholdTests
{
    [Theory]
    [InlineData("p99 < 20ms", true, "12")]
    [InlineData("p99<12ms", false, "12")]
    [InlineData("p99.9 <= 0.05s", true, "50")]
    [InlineData("max < 100000us", true, "60")]
    [InlineData("failed <= 1%", true, "1")]
    [InlineData("failed <= 0", false, "1")]
    [InlineData("rate >= 90", true, "95")]
    [InlineData("achieved >= 99", false, "95")]
    [InlineData("others.p99 < 3 * noisy.p99 + 1ms", true, "4 (limit 61)")]
    [InlineData("noisy.p99 < 2 * others.p99", false, "20 (limit 8)")]
    [InlineData("others.status.429 <= 0", true, "0")]
    [InlineData("noisy.status.4xx > 0", true, "7")]
    [InlineData("two.failed <= 0", false, "50")] // Its second step fails.
    [InlineData("two.p99 < 10ms", false, "30")]
    [InlineData("two.requests >= 200", true, "200")]
    [InlineData("nobody.p99 < 1s", false, "nobody.p99 was not measured")]
    [InlineData("idle.failed <= 0", false, "idle.failed was not measured")]
    public void Evaluate_ARun_ComparesWhatItNames(string text, bool passed, string measured)
    {
        ThresholdResult result = Threshold.Parse(text).Evaluate(SampleRun.Create());
        Assert.Equal((passed, measured), (result.Passed, result.Measured));
    }

    [Theory]
    [InlineData("")]
    [InlineData("p99")]
    [InlineData("p99 20ms")]
    [InlineData("p98 < 20ms")]
    [InlineData("p99 == 20ms")]
    [InlineData("p99 < 20 minutes")]
    [InlineData("p99 < 2 * quick")]
    [InlineData("status.700 < 1")]
    public void Parse_WhatIsNone_SaysWhatIsAccepted(string text)
    {
        FormatException error = Assert.Throws<FormatException>(() => Threshold.Parse(text));
        Assert.StartsWith($"--threshold is \"{text}\"; write METRIC < VALUE, such as \"p99 < 20ms\"", error.Message, StringComparison.Ordinal);
    }
}
