using Edge.Gateway.Portal.Design;

namespace Edge.Tests.Gateway.Portal;

public sealed class ChartScaleTests
{
    [Theory]
    [InlineData(0, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(1, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(7, new double[] { 0, 2, 4, 6, 8 })]
    [InlineData(600, new double[] { 0, 200, 400, 600 })]
    [InlineData(601, new double[] { 0, 200, 400, 600, 800 })]
    [InlineData(12.3, new[] { 0, 2.5, 5, 7.5, 10, 12.5 })]
    [InlineData(3000, new double[] { 0, 1000, 2000, 3000 })]
    [InlineData(double.NaN, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    public void Ticks_UpToAValue_AreRound(double highest, double[] expected) =>
        Assert.Equal(expected, new ChartScale(highest).Ticks.Select(static tick => Math.Round(tick, 9)));

    [Theory]
    [InlineData(950, "950")]
    [InlineData(1200, "1,200")]
    [InlineData(12_500, "12.5 k")]
    [InlineData(6_000_000, "6 M")]
    public void Short_OfANumber_IsAsPeopleWriteIt(double value, string expected) => Assert.Equal(expected, ChartScale.Short(value));
}
