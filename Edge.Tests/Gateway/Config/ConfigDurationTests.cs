using Edge.Gateway.Config;

namespace Edge.Tests.Gateway.Config;

public sealed class ConfigDurationTests
{
    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("0ms", 0)]
    [InlineData("1.5s", 1500)]
    [InlineData(".5s", 500)]
    [InlineData("1m", 60_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("7d", 604_800_000)]
    public void TryParse_OfANumberAndAUnit_IsTheDuration(string text, double milliseconds)
    {
        Assert.True(ConfigDuration.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("ms")]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("+5s")]
    [InlineData("5 s")]
    [InlineData(" 5s")]
    [InlineData("5S")]
    [InlineData("1e3s")]
    [InlineData("1,5s")]
    [InlineData("NaNs")]
    [InlineData("Infinityd")]
    [InlineData("99999999999999999999d")]
    [InlineData("5sec")]
    [InlineData("00:00:05")]
    public void TryParse_OfAnythingElse_IsFalse(string text)
    {
        Assert.False(ConfigDuration.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.Zero, duration);
    }

    [Theory]
    [InlineData("250ms")]
    [InlineData("0ms")]
    [InlineData("90s")]
    [InlineData("1m")]
    [InlineData("36h")]
    [InlineData("7d")]
    public void Format_OfAParsedDuration_IsItsShortestForm(string text)
    {
        Assert.True(ConfigDuration.TryParse(text, out TimeSpan duration));
        Assert.Equal(text, ConfigDuration.Format(duration));
    }
}
