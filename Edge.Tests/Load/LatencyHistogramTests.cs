using Edge.LoadTests.Measuring;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Tests.Load;

public sealed class LatencyHistogramTests
{
    private const int Runs = 200;
    private static readonly double[] Percentiles = [0.01, 1, 10, 50, 75, 90, 95, 99, 99.9, 99.99, 100];

    [Theory]
    [InlineData(LatencyHistogram.ThreeDigits, 0.001)]
    [InlineData(LatencyHistogram.Chart, 1.0 / 64)]
    public void Percentile_OfRandomValues_IsThatOfTheSortedArrayToTheLastDigit(int bits, double error)
    {
        int compared = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var histogram = new LatencyHistogram(bits);
            long[] units = [.. Enumerable.Range(0, random.Next(1, 2000)).Select(_ => (long)Math.Pow(10, random.NextDouble() * 10.5))];
            foreach (long value in units)
            {
                histogram.Record(value * LatencyHistogram.UnitNanoseconds);
            }

            Array.Sort(units);
            foreach (double percent in Percentiles)
            {
                long expected = units[Math.Max(0, (int)Math.Ceiling(percent / 100 * units.Length) - 1)];
                long actual = histogram.Percentile(percent).Ticks;
                Assert.InRange(actual, expected, expected + (long)(expected * error));
                compared++;
            }

            Assert.Equal(units[^1], histogram.Max.Ticks);
            Assert.Equal(units.Length, histogram.Count);
            Assert.Equal((long)units.Average(), histogram.Mean.Ticks);
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(Runs));
        Assert.Equal(Runs * Percentiles.Length, compared);
    }

    [Fact]
    public void Add_OfTwoHistograms_IsTheHistogramOfAllValues()
    {
        var random = new Random(7);
        LatencyHistogram first = new(), second = new(), all = new();
        for (int index = 0; index < 5000; index++)
        {
            long value = random.NextInt64(1, 5_000_000_000);
            (index % 3 == 0 ? first : second).Record(value);
            all.Record(value);
        }

        first.Add(second);
        Assert.Equal(all.Count, first.Count);
        Assert.Equal(all.Mean, first.Mean);
        Assert.All(Percentiles, percent => Assert.Equal(all.Percentile(percent), first.Percentile(percent)));
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(99, 0)]
    [InlineData(100, 1)]
    [InlineData(long.MaxValue, LatencyHistogram.MaxUnits)]
    public void Record_AtTheEdges_CountsTheNearestThatIsTold(long nanoseconds, long units)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(nanoseconds);
        Assert.Equal(units, histogram.Percentile(50).Ticks);
    }

    [Fact]
    public void Percentile_OfNothing_IsZero() => Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Percentile(99));

    [Fact]
    public void Add_OfAnotherPrecision_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LatencyHistogram().Add(new LatencyHistogram(LatencyHistogram.Chart)));
}
