using Edge.Gateway.RateLimiting;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.RateLimiting;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(16383, "16383")]
    [InlineData(16384, "16384")]
    [InlineData(1798761660, "1798761660")]
    [InlineData(long.MaxValue, "9223372036854775807")]
    public void Of_ANumber_IsItsText(long number, string text) => Assert.Equal(text, NumberText.Of(number));

    [Fact]
    public void Of_ACountAndATimeOfOneRemainder_RemembersBoth() => Assert.Equal(0, Allocations.Of(static () =>
    {
        NumberText.Of(5);
        NumberText.Of(5 + (100_000L * NumberText.Slots));
    }));
}
