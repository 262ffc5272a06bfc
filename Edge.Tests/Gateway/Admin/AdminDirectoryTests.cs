using Edge.Gateway.Admin;

namespace Edge.Tests.Gateway.Admin;

public sealed class AdminDirectoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Find_OfATokenInForce_IsItsEntry()
    {
        string token = AdminToken.Create();
        AdminDirectory directory = new([Entry("other", AdminToken.Create()), Entry("mine", token), Entry("third", AdminToken.Create())]);
        Assert.Equal("mine", directory.Find(token, Now)?.Id);
        Assert.Null(directory.Find(token + "x", Now));
        Assert.Null(directory.Find(token[..^1], Now));
        Assert.Null(directory.Find("", Now));
        Assert.Null(directory.Find(Convert.ToHexString(AdminToken.HashOf(token)), Now)); // The hash opens nothing.
    }

    [Fact]
    public void Find_OfATokenAtItsEnd_IsNothing()
    {
        string token = AdminToken.Create();
        AdminDirectory directory = new([Entry("mine", token, Now)]);
        Assert.NotNull(directory.Find(token, Now.AddTicks(-1)));
        Assert.Null(directory.Find(token, Now));
    }

    [Fact]
    public void Create_OfTokens_HasThePrefixAnd256Bits_AndIsNeverTheSame()
    {
        string[] tokens = [.. Enumerable.Range(0, 100).Select(static _ => AdminToken.Create())];
        Assert.Equal(100, tokens.Distinct().Count());
        Assert.All(tokens, static token => Assert.Matches("^edge_[A-Za-z0-9_-]{43}$", token));
    }

    private static AdminToken Entry(string id, string token, DateTimeOffset? expires = null) =>
        new(id, AdminToken.HashOf(token), "super-admin", new AdminRole(AdminPermissions.All, []), null, expires);
}
