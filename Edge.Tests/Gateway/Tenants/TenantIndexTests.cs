using Edge.Gateway.Tenants;

namespace Edge.Tests.Gateway.Tenants;

public sealed class TenantIndexTests
{
    private static readonly TenantIndex Index = new([Tenant("acme", "acme.example.com", "login.acme.com"), Tenant("acorn", "*.trees.example"), Tenant("zed", "ac.example.com"), Tenant("b", "b.example.com")]);

    [Theory]
    [InlineData("ac", "zed,acme,acorn")] // By ac.example.com, acme, acorn.
    [InlineData("acme", "acme")] // Its id and a host: once.
    [InlineData("login.", "acme")]
    [InlineData("trees.", "acorn")]
    [InlineData("", "zed,acme,acorn,b")]
    [InlineData("nobody", "")]
    public void Find_ByPrefix_GivesEachTenantOnce(string prefix, string expected)
    {
        (IReadOnlyList<Tenant> page, string? next) = Index.Find(prefix, "", 10);
        Assert.Equal(expected, string.Join(',', page.Select(static tenant => tenant.Id)));
        Assert.Null(next);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ac")]
    [InlineData("acme")]
    public void Find_PageByPage_GivesTheSameAsAtOnce(string prefix)
    {
        List<string> found = [];
        string? after = "";
        while (after is not null)
        {
            (IReadOnlyList<Tenant> page, after) = Index.Find(prefix, after, 1);
            found.Add(Assert.Single(page).Id);
        }

        Assert.Equal(Index.Find(prefix, "", 10).Page.Select(static tenant => tenant.Id), found);
    }

    [Fact]
    public void Find_AfterATenantThatIsGone_GoesOnBehindIt() => Assert.Equal("acorn", Index.Find("ac", "acn", 10).Page.Single().Id);

    private static Tenant Tenant(string id, params string[] hosts) => new() { Id = id, Index = 0, Hosts = hosts, Plan = "", CellId = "", DrCellId = null, Jurisdictions = [] };
}
