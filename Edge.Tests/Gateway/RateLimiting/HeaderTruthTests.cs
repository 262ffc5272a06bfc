using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Tests.Gateway.RateLimiting;

/// <summary>What the headers promise holds: random limits, algorithms, costs and scopes, through the real middleware.</summary>
public sealed partial class HeaderTruthTests
{
    private const int Runs = 40;

    [Fact]
    public async Task Client_AloneAndObeyingAnyOfTheHeaders_IsNeverDenied()
    {
        await using var bed = new HeaderBed();
        int waits = 0;
        ForAll((random, tenant) =>
        {
            bed.Configure(tenant, BucketOf(random));
            for (int request = 0; request < 60; request++)
            {
                LimitAnswer answer = bed.SendAsync(tenant, "ann").GetAwaiter().GetResult();
                Assert.Equal(200, answer.Status);
                AssertWellFormed(bed, answer);
                if (answer.Remaining == 0)
                {
                    waits++;
                    TimeSpan wait = random.Next(2) == 0 ? answer.Reset - bed.Time.GetUtcNow() : SecondsOf(answer);
                    bed.Time.Advance(wait); // To the very second.
                }
                else if (random.Next(3) == 0)
                {
                    bed.Time.Advance(TimeSpan.FromMilliseconds(random.Next(3000)));
                }
            }
        });
        Assert.True(waits > Runs, $"Only {waits} waits were seen.");
    }

    [Fact]
    public async Task Client_WhoseOriginNamesCosts_IsNeverDeniedWhileItObeys()
    {
        await using var bed = new HeaderBed();
        int overdrawn = 0;
        ForAll((random, tenant) =>
        {
            bed.Configure(tenant, BucketOf(random)[..^1] + """, "costHeader": "X-Cost" }""");
            for (int request = 0; request < 60; request++)
            {
                LimitAnswer answer = bed.SendAsync(tenant, "ann", random.Next(12)).GetAwaiter().GetResult();
                Assert.Equal(200, answer.Status);
                AssertWellFormed(bed, answer);
                if (answer.Remaining == 0)
                {
                    overdrawn++;
                    bed.Time.Advance(random.Next(2) == 0 ? answer.Reset - bed.Time.GetUtcNow() : SecondsOf(answer));
                }
            }
        });
        Assert.True(overdrawn > Runs, $"Only {overdrawn} waits were seen.");
    }

    [Fact]
    public async Task Client_ThatDoesNotStop_GetsWhatWasPromisedThenA429AndAfterRetryAfterMore()
    {
        await using var bed = new HeaderBed();
        ForAll((random, tenant) =>
        {
            bed.Configure(tenant, BucketOf(random));
            for (int round = 0; round < 4; round++)
            {
                LimitAnswer first = bed.SendAsync(tenant, "ann").GetAwaiter().GetResult();
                Assert.Equal(200, first.Status);
                LimitAnswer last = first;
                for (long left = first.Remaining; left > 0; left = last.Remaining)
                {
                    last = bed.SendAsync(tenant, "ann").GetAwaiter().GetResult();
                    Assert.Equal(200, last.Status);
                    Assert.True(last.Remaining < left);
                }

                LimitAnswer denied = bed.SendAsync(tenant, "ann").GetAwaiter().GetResult();
                Assert.Equal((429, 0), (denied.Status, denied.Remaining));
                AssertWellFormed(bed, denied);
                Assert.True(denied.RetryAfter >= SecondsOf(denied), "Retry-After is earlier than t.");
                bed.Time.Advance(denied.RetryAfter!.Value);
            }
        });
    }

    [Theory]
    [InlineData("fixedWindow", 1, new double[] { 60, 61, 62, 63, 64, 65, 66 })]
    [InlineData("gcra", 30, new double[] { 2, 3, 4 })] // One is back every two seconds.
    public async Task Waits_OfManyClients_AreSpreadByUpToATenthOfTheWindowAndNeverEarly(string algorithm, int limit, double[] expected)
    {
        await using var bed = new HeaderBed();
        bed.Configure("t", $$"""{ "limit": {{limit}}, "window": "1m", "algorithm": "{{algorithm}}" }""");
        for (int i = 0; i < limit; i++)
        {
            await bed.SendAsync("t", "ann");
        }

        HashSet<double> waits = [];
        for (int i = 0; i < 400; i++)
        {
            waits.Add(SecondsOf(await bed.SendAsync("t", "ann")).TotalSeconds);
        }

        Assert.Equal(expected, waits.Order());
    }

    [Fact]
    public async Task Headers_NameTheScopeNearestToExhaustionAndTellNoSecretPartition()
    {
        await using var bed = new HeaderBed();
        bed.Configure("t", """{ "limit": 10, "window": "1m", "scopes": [ { "id": "user", "key": ["header:X-User"], "limit": 3, "window": "10s" } ] }""");
        LimitAnswer user = await bed.SendAsync("t", "ann");
        Assert.Equal("\"api:user\";q=3;w=10", user.Policy);
        Assert.Equal("\"api:user\";r=2;t=10", user.State);
        for (int i = 0; i < 8; i++)
        {
            await bed.SendAsync("t", $"u{i}");
        }

        LimitAnswer tenant = await bed.SendAsync("t", "last");
        Assert.Equal(("\"api\";q=10;w=60;pk=:dA==:", 10, 0), (tenant.Policy, tenant.Limit, tenant.Remaining));
    }

    private static string BucketOf(Random random)
    {
        int cost = random.Next(1, 4);
        string scope = random.Next(2) == 0 ? "" : $$""", "scopes": [ { "id": "user", "key": ["header:X-User"], "limit": {{random.Next(cost, 12)}}, "window": "{{random.Next(1, 20)}}s" } ]""";
        return $$"""{ "limit": {{random.Next(cost, 20)}}, "window": "{{random.Next(1, 90)}}s", "cost": {{cost}}, "algorithm": "{{(random.Next(2) == 0 ? "gcra" : "fixedWindow")}}"{{scope}} }""";
    }

    private static void AssertWellFormed(HeaderBed bed, LimitAnswer answer)
    {
        Assert.InRange(answer.Remaining, 0, answer.Limit);
        Match policy = PolicySyntax().Match(answer.Policy);
        Match state = StateSyntax().Match(answer.State);
        Assert.True(policy.Success && state.Success, $"{answer.Policy} {answer.State}");
        Assert.Equal((policy.Groups["name"].Value, policy.Groups["pk"].Value), (state.Groups["name"].Value, state.Groups["pk"].Value));
        Assert.Equal(answer.Limit.ToString(CultureInfo.InvariantCulture), policy.Groups["q"].Value);
        Assert.Equal(answer.Remaining.ToString(CultureInfo.InvariantCulture), state.Groups["r"].Value);
        Assert.True(answer.Reset > bed.Time.GetUtcNow());
        Assert.True(bed.Time.GetUtcNow() + SecondsOf(answer) >= answer.Reset.AddSeconds(-1), "t is earlier than the reset.");
    }

    private static TimeSpan SecondsOf(LimitAnswer answer) => TimeSpan.FromSeconds(int.Parse(StateSyntax().Match(answer.State).Groups["t"].Value, CultureInfo.InvariantCulture));

    private static void ForAll(Action<Random, string> property)
    {
        int run = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => property(new Random(seed), $"t{run++}")).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(Runs));
        Assert.True(run >= Runs);
    }

    [GeneratedRegex("""^"(?<name>[ !#-\[\]-~]+)";q=(?<q>[0-9]+);w=[0-9]+(?<pk>;pk=:[A-Za-z0-9+/=]+:)?$""")]
    private static partial Regex PolicySyntax();

    [GeneratedRegex("""^"(?<name>[ !#-\[\]-~]+)";r=(?<r>[0-9]+);t=(?<t>[0-9]+)(?<pk>;pk=:[A-Za-z0-9+/=]+:)?$""")]
    private static partial Regex StateSyntax();
}
