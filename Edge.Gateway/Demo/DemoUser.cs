namespace Edge.Gateway.Demo;

/// <summary>One user of a tenant; immutable. Passwords are in the clear: the demo protects nothing.</summary>
/// <param name="Id">Okta-like id, <c>00u…</c>.</param>
/// <param name="Login">Unique in the tenant, letter case aside.</param>
/// <param name="FirstName">May be empty.</param>
/// <param name="LastName">May be empty.</param>
/// <param name="Status"><c>ACTIVE</c>, <c>SUSPENDED</c>, <c>DEPROVISIONED</c>, <c>PASSWORD_EXPIRED</c> or <c>RECOVERY</c>.</param>
/// <param name="Password">Null: cannot sign in.</param>
internal sealed record DemoUser(string Id, string Login, string FirstName, string LastName, string Status, string? Password)
{
    /// <summary>The only status in which a user may sign in.</summary>
    public const string Active = "ACTIVE";

    /// <summary>Whether <paramref name="password"/> signs this user in.</summary>
    public bool Accepts(string? password) =>
        Status == Active && Password is not null && string.Equals(Password, password, StringComparison.Ordinal);
}
