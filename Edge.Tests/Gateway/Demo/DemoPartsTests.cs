using Edge.Gateway.Demo;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Demo;

public sealed class DemoPartsTests
{
    private static readonly (string Path, string Route)[] Paths =
    [
        ("/api/v1/authn", "Authn"),
        ("/oauth2/v1/token", "Token"),
        ("/oauth2/default/v1/token", "Token"),
        ("/oauth2/v1/keys", "Keys"),
        ("/oauth2//v1/keys", "Other"),
        ("/oauth2/a/.well-known/openid-configuration", "OpenIdConfiguration"),
        ("/api/v1/users", "Users"),
        ("/api/v1/users/", "Other"),
        ("/api/v1/users/x", "User"),
        ("/api/v1/users/x/lifecycle/suspend", "UserLifecycle"),
        ("/api/v1/users/x/credentials/change_password", "UserPassword"),
        ("/api/v1/users/x/other", "Other"),
        ("/api/v1/users//lifecycle/suspend", "Other"),
        ("/echo", "Echo"),
        ("/echo/any/thing", "Echo"),
        ("/echoes", "Other"),
        ("/bytes/10", "Bytes"),
        ("/status/200", "Status"),
        ("/_demo", "Control"),
        ("/_demo/reset", "Control"),
        ("/_demo/other", "Other"),
        ("/", "Other"),
        ("", "Other"),
    ];

    [Fact]
    public void Router_Paths_GoWhereTheyBelong()
    {
        foreach ((string path, string route) in Paths)
        {
            Assert.Equal((path, route), (path, DemoRouter.Match(path).ToString()));
        }

        Assert.Equal(23, Paths.Length);
    }

    [Fact]
    public void Router_Match_AllocatesNothing()
    {
        Assert.Equal(0, Allocations.Of(static () =>
        {
            foreach ((string path, _) in Paths)
            {
                DemoRouter.Match(path);
            }
        }));
    }

    [Theory]
    [InlineData("/a/b/c", 0, "a")]
    [InlineData("/a/b/c", 2, "c")]
    [InlineData("/a/b/c", 3, "")]
    [InlineData("/a//c", 1, "")]
    [InlineData("", 0, "")]
    public void Router_Segment_IsTheOneAsked(string path, int index, string expected) =>
        Assert.Equal(expected, DemoRouter.Segment(path, index).ToString());

    [Fact]
    public void Users_BeyondTheLimit_PushOutTheOldest()
    {
        DemoUserStore store = new();
        for (int index = 0; index < DemoLimits.MaxUsersPerTenant; index++)
        {
            Assert.True(store.TryAdd("acme", new DemoUser($"id{index}", $"u{index}@x", "", "", DemoUser.Active, null)));
        }

        Assert.Equal(DemoLimits.MaxUsersPerTenant, store.List("acme").Length);
        Assert.Null(store.Find("acme", "alice"));
        Assert.NotNull(store.Find("acme", "id0"));
        Assert.NotNull(store.Find("globex", "alice"));
    }

    [Fact]
    public void Tenants_BeyondTheLimit_PushOutTheOldest()
    {
        DemoUserStore store = new();
        for (int index = 0; index <= DemoLimits.MaxTenantsPerCell; index++)
        {
            Assert.True(store.TryAdd($"t{index}", new DemoUser("id", "u@x", "", "", DemoUser.Active, null)));
        }

        Assert.Equal(DemoLimits.MaxTenantsPerCell, store.ChangedTenantCount);
        Assert.Null(store.Find("t0", "id"));
        Assert.NotNull(store.Find("t1", "id"));
    }

    [Fact]
    public void Random_OfOneName_IsTheSameAndEvenlySpread()
    {
        DemoRandom one = DemoRandom.For("na-1-a1");
        DemoRandom same = DemoRandom.For("na-1-a1");
        DemoRandom other = DemoRandom.For("na-1-a2");
        Assert.Equal(one.NextId("00u", 17), same.NextId("00u", 17));
        Assert.NotEqual(same.NextId("00u", 17), other.NextId("00u", 17));
        Assert.InRange(Enumerable.Range(0, 10_000).Count(_ => one.Hits(30)), 2_800, 3_200);
        Assert.Equal(0, Enumerable.Range(0, 1_000).Count(_ => one.Hits(0)));
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Count(_ => one.Hits(100)));
    }
}
