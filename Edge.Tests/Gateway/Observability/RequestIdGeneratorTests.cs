using Edge.Gateway.Observability;

namespace Edge.Tests.Gateway.Observability;

public sealed class RequestIdGeneratorTests
{
    [Fact]
    public void Next_AtAKnownTime_BeginsWithThatTimeInCrockfordBase32()
    {
        // 1469918176385 ms is 01ARYZ6S41 in the ULID specification's example.
        string id = new RequestIdGenerator(new FixedTime(DateTimeOffset.FromUnixTimeMilliseconds(1469918176385))).Next();
        Assert.StartsWith("01ARYZ6S41", id, StringComparison.Ordinal);
        Assert.Matches("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", id);
    }

    [Fact]
    public void Next_ALaterMillisecond_SortsAfter()
    {
        DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        string[] ids = [.. Enumerable.Range(0, 1000).Select(step => new RequestIdGenerator(new FixedTime(now.AddMilliseconds(step))).Next())];
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void Next_WithinOneMillisecond_IsUniqueAndOneString()
    {
        RequestIdGenerator generator = new(new FixedTime(DateTimeOffset.UnixEpoch));
        string[] ids = [.. Enumerable.Range(0, 10_000).Select(_ => generator.Next())];
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        for (int index = 10; index < RequestIdGenerator.Chars; index++) // Every random character varies.
        {
            Assert.Equal(32, ids.Select(id => id[index]).Distinct().Count());
        }

        Allocations.AssertPerThousand(1000 * Allocations.OfString(RequestIdGenerator.Chars), () => generator.Next());
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
