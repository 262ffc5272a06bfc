using System.Globalization;
using Edge.Gateway.Cells.Routing;

namespace Edge.Tests.Gateway.Cells;

public sealed class WeightedSamplerTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("1 1")]
    [InlineData("1 0.01")]
    [InlineData("0.5 0.25 0.25")]
    [InlineData("3 1 4 1 5 9 2 6 5 3")]
    [InlineData("1 0 1")]
    public void Draws_InTheLongRun_FollowTheWeights(string text)
    {
        double[] weights = [.. text.Split(' ').Select(static word => double.Parse(word, CultureInfo.InvariantCulture))];
        WeightedSampler sampler = new(weights);
        Random random = new(1);
        int[] counts = new int[weights.Length];
        const int Draws = 400_000;
        for (int draw = 0; draw < Draws; draw++)
        {
            counts[sampler.Draw(random)]++;
        }

        for (int index = 0; index < weights.Length; index++)
        {
            double expected = Draws * weights[index] / weights.Sum();
            Assert.InRange(counts[index], expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected))); // Five deviations of a Poisson count.
        }
    }
}
