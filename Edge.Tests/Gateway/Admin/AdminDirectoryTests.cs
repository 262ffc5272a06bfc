using Edge.Gateway.Admin;

namespace Edge.Tests.Gateway.Admin;

public sealed class AdminDirectoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Find_OfATokenInForce_IsItsEntry()
    {
        string token = AdminToken.Create();
        AdminDirectory directory = new([Entry("other", AdminToken.Create()), Entry("mine", token), Entry("third", AdminToken.Create())], AdminRoles.BuiltIn);
        Assert.Equal("mine", directory.Find(token)?.Id);
        Assert.Null(directory.Find(token + "x"));
        Assert.Null(directory.Find(token[..^1]));
        Assert.Null(directory.Find(""));
        Assert.Null(directory.Find(Convert.ToHexString(AdminToken.HashOf(token)))); // The hash opens nothing.
    }

    [Fact]
    public void Find_OfATokenAtItsEnd_IsAnExpiredEntry()
    {
        string token = AdminToken.Create();
        AdminToken found = new AdminDirectory([Entry("mine", token, Now)], AdminRoles.BuiltIn).Find(token)!;
        Assert.False(found.IsExpired(Now.AddTicks(-1)));
        Assert.True(found.IsExpired(Now));
        Assert.False(Entry("forever", token).IsExpired(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void Create_OfTokens_HasThePrefixAnd256Bits_AndIsNeverTheSame()
    {
        string[] tokens = [.. Enumerable.Range(0, 100).Select(static _ => AdminToken.Create())];
        Assert.Equal(100, tokens.Distinct().Count());
        Assert.All(tokens, static token => Assert.Matches("^edge_[A-Za-z0-9_-]{43}$", token));
    }

    private static AdminToken Entry(string id, string token, DateTimeOffset? expires = null) =>
        new(new AdminIdentity(id, id, AdminRoles.BuiltIn["super-admin"], AdminResourceSet.Everything), AdminToken.HashOf(token), expires);
}
