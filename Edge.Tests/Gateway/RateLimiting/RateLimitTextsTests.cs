using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;

namespace Edge.Tests.Gateway.RateLimiting;

/// <summary>Header texts are remembered when they come again: what comes once must not outlive its request.</summary>
public sealed class RateLimitTextsTests
{
    private readonly RateLimitPolicy _policy = new("default", 5_000_000, TimeSpan.FromMinutes(1));

    [Fact]
    public void State_ThatComesForTheThirdTime_IsTheTextOfTheSecond()
    {
        string first = RateLimitTexts.Of(_policy, 4_711, 37);
        string second = RateLimitTexts.Of(_policy, 4_711, 37);
        Assert.Equal("\"default\";r=4711;t=37", first);
        Assert.Equal(first, second);
        Assert.NotSame(first, second);
        Assert.Same(second, RateLimitTexts.Of(_policy, 4_711, 37));
    }

    [Fact]
    public void States_ThatComeOnce_DisplaceNone()
    {
        _ = RateLimitTexts.Of(_policy, 4_712, 37);
        string kept = RateLimitTexts.Of(_policy, 4_712, 37);
        for (int remaining = 1_000_000; remaining < 1_000_000 + RateLimitTexts.Slots; remaining++)
        {
            Assert.EndsWith($"r={remaining};t=37", RateLimitTexts.Of(_policy, remaining, 37), StringComparison.Ordinal);
        }

        Assert.Same(kept, RateLimitTexts.Of(_policy, 4_712, 37));
    }

    [Fact]
    public void States_OfAWholeWindow_AreAllRememberedAfterTwoRounds()
    {
        const int Requests = 10_000;
        long allocated = 0;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int request = 0; request < Requests; request++)
            {
                _ = RateLimitTexts.Of(_policy, Requests - request, 1 + (request / 1_000));
                _ = NumberText.Of(1_900_000_000 + (request / 1_000));
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.InRange(allocated, 0, Requests); // A hundredth of what the texts take: other tests share the memory.
    }
}
