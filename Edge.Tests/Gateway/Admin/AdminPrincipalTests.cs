using Edge.Gateway.Admin;

namespace Edge.Tests.Gateway.Admin;

/// <summary>Permissions times resources.</summary>
public sealed class AdminPrincipalTests
{
    [Theory]
    [InlineData("tenant:acme", "tenant:acme", true)]
    [InlineData("tenant:acme", "tenant:acme2", false)]
    [InlineData("tenant:acme", "tenant:Acme", false)]
    [InlineData("tenant:acme", "cell:acme", false)]
    [InlineData("tenant:acme", "tenant:*", false)]
    [InlineData("tenant:acme", "*", false)]
    [InlineData("tenant:*", "tenant:acme", true)]
    [InlineData("tenant:*", "cell:na-1", false)]
    [InlineData("tenant:*", "*", false)]
    [InlineData("*", "tenant:acme", true)]
    [InlineData("*", "cell:*", true)]
    [InlineData("*", "*", true)]
    public void Resource_Covers_WhatItNames(string left, string right, bool expected) =>
        Assert.Equal(expected, Parse(left).Covers(Parse(right)));

    [Theory]
    [InlineData("")]
    [InlineData("acme")]
    [InlineData("tenant:")]
    [InlineData("Tenant:acme")]
    [InlineData(":acme")]
    [InlineData("*:acme")]
    [InlineData("**")]
    public void Resource_OfAWrongText_IsNotParsed(string text) => Assert.False(AdminResource.TryParse(text, out _));

    [Theory]
    [InlineData("*", "tenant:acme", "tenant:acme")]
    [InlineData("tenant:*,cell:na-1", "tenant:acme,cell:*", "cell:na-1, tenant:acme")]
    [InlineData("tenant:acme,tenant:globex", "tenant:globex,tenant:initech", "tenant:globex")]
    [InlineData("tenant:acme", "cell:na-1", "nothing")]
    [InlineData("*", "*", "*")]
    public void Sets_Intersected_ReachWhatBothDo(string left, string right, string expected)
    {
        Assert.Equal(expected, Set(left).Intersect(Set(right)).ToString());
        Assert.Equal(expected == "*", !Set(left).Intersect(Set(right)).IsLimited);
    }

    /// <summary>Every set of six resources with every other.</summary>
    [Fact]
    public void Intersection_OfAnyTwoSets_ContainsWhatBothContain()
    {
        AdminResource[] all = [.. ((string[])["*", "tenant:*", "cell:*", "tenant:a", "tenant:b", "cell:a"]).Select(Parse)];
        AdminResourceSet[] sets = [.. Enumerable.Range(0, 1 << all.Length).Select(bits => new AdminResourceSet([.. all.Where((_, index) => (bits & (1 << index)) != 0)]))];
        foreach (AdminResourceSet left in sets)
        {
            foreach (AdminResourceSet right in sets)
            {
                AdminResourceSet both = left.Intersect(right);
                Assert.All(all, resource => Assert.Equal(left.Contains(resource) && right.Contains(resource), both.Contains(resource)));
            }
        }
    }

    [Fact]
    public void Principal_WithAGrant_MayWhatItSaysAndNoMore()
    {
        AdminGrant raise = new(new HashSet<string> { AdminPermissions.BansManage }, Set("tenant:acme"));
        AdminPrincipal principal = Principal("read-only-admin", "tenant:globex", raise);
        Assert.True(principal.Allows(AdminPermissions.BansRead, AdminResource.Tenant("globex")));
        Assert.True(principal.Allows(AdminPermissions.BansManage, AdminResource.Tenant("acme")));
        Assert.False(principal.Allows(AdminPermissions.BansManage, AdminResource.Tenant("globex"))); // Not the permission of one with the reach of the other.
        Assert.False(principal.Allows(AdminPermissions.BansRead, AdminResource.Tenant("acme")));
        Assert.False(principal.Allows(AdminPermissions.BansManage, AdminResource.Everything));
        Assert.True(principal.AllowsSome(AdminPermissions.BansManage));
        Assert.False(principal.AllowsSome(AdminPermissions.ConfigManage));
        Assert.Equal("tenant:acme", principal.ReachOf(AdminPermissions.BansManage).ToString());
        Assert.False(principal.StandsFor(raise)); // What was granted for a time is not passed on.
        Assert.True(Principal("security-admin", "tenant:*").StandsFor(raise));
        Assert.False(Principal("security-admin", "tenant:globex").StandsFor(raise));
    }

    [Fact]
    public void Principal_ThatReachesNothing_MayNothing()
    {
        AdminPrincipal principal = new(new AdminIdentity("x", "x", AdminRoles.BuiltIn["super-admin"], new AdminResourceSet([])), []);
        Assert.All(AdminPermissions.All, permission => Assert.False(principal.AllowsSome(permission) || principal.Allows(permission, AdminResource.Everything)));
    }

    [Fact]
    public void Roles_BuiltIn_HaveTheLeastTheyNeed()
    {
        Assert.Equal(AdminPermissions.All, AdminRoles.BuiltIn["super-admin"].Permissions);
        Assert.All(AdminRoles.BuiltIn["read-only-admin"].Permissions.Except([AdminPermissions.AccessRequest]), static permission => Assert.EndsWith(".read", permission, StringComparison.Ordinal));
        Assert.Equal(AdminPermissions.All.Count(static permission => permission.EndsWith(".read", StringComparison.Ordinal)) + 1, AdminRoles.BuiltIn["read-only-admin"].Permissions.Count);
        Assert.All(
            AdminRoles.BuiltIn.Values.Where(static role => role.Name != "super-admin"),
            static role => Assert.DoesNotContain(role.Permissions, static permission => permission is AdminPermissions.AccessApprove or AdminPermissions.ConfigManage or AdminPermissions.UpgradesApprove));
        Assert.Equal("org-admin", Assert.Single(AdminRoles.BuiltIn.Values, static role => role.MustBeLimited).Name);
    }

    private static AdminPrincipal Principal(string role, string resources, params AdminGrant[] raised) =>
        new(new AdminIdentity("x", "x", AdminRoles.BuiltIn[role], Set(resources)), raised);

    private static AdminResourceSet Set(string text) => new([.. text.Split(',').Select(Parse)]);

    private static AdminResource Parse(string text)
    {
        Assert.True(AdminResource.TryParse(text, out AdminResource resource), text);
        Assert.Equal(text, resource.ToString());
        return resource;
    }
}
