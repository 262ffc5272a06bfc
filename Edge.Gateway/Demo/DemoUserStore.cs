using System.Collections.Concurrent;

namespace Edge.Gateway.Demo;

/// <summary>The users of the tenants of one cell, shared by its destinations. Reads take no lock; writes are rare and copy.</summary>
internal sealed class DemoUserStore
{
    /// <summary>Password of the users that every tenant starts with.</summary>
    public const string StartPassword = "correct-horse";

    private static readonly DemoUser[] StartUsers =
    [
        new("00ualice00000000000", "alice@example.com", "Alice", "Ames", DemoUser.Active, StartPassword),
        new("00ubob0000000000000", "bob@example.com", "Bob", "Burr", DemoUser.Active, StartPassword),
        new("00ucarol00000000000", "carol@example.com", "Carol", "Cole", DemoUser.Active, StartPassword),
    ];

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, DemoUser[]> _tenants = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestTenants = new();

    /// <summary>Tenants whose users differ from those that everyone starts with.</summary>
    public int ChangedTenantCount => _tenants.Count;

    /// <summary>The users of a tenant, oldest first; an array that is never changed afterwards.</summary>
    public DemoUser[] List(string tenant) => _tenants.TryGetValue(tenant, out DemoUser[]? users) ? users : StartUsers;

    /// <summary>A user by id, by login, or by the part of the login before <c>@</c>; null when there is none.</summary>
    public DemoUser? Find(string tenant, ReadOnlySpan<char> idOrLogin)
    {
        DemoUser[] users = List(tenant);
        int index = IndexOf(users, idOrLogin);
        return index < 0 ? null : users[index];
    }

    /// <summary>Adds a user; false when the login is taken. The oldest one leaves when the tenant is full.</summary>
    public bool TryAdd(string tenant, DemoUser user)
    {
        lock (_lock)
        {
            DemoUser[] users = List(tenant);
            if (IndexOf(users, user.Login) >= 0)
            {
                return false;
            }

            ReadOnlySpan<DemoUser> kept = users.Length < DemoLimits.MaxUsersPerTenant ? users : users.AsSpan(1);
            Set(tenant, [.. kept, user]);
            return true;
        }
    }

    /// <summary>Changes a user; null when there is none. <paramref name="change"/> runs under the lock and stays small.</summary>
    public DemoUser? Update(string tenant, ReadOnlySpan<char> idOrLogin, Func<DemoUser, DemoUser> change)
    {
        lock (_lock)
        {
            DemoUser[] users = List(tenant);
            int index = IndexOf(users, idOrLogin);
            if (index < 0)
            {
                return null;
            }

            DemoUser[] copy = [.. users];
            copy[index] = change(users[index]);
            Set(tenant, copy);
            return copy[index];
        }
    }

    /// <summary>Removes a user; false when there is none.</summary>
    public bool Remove(string tenant, ReadOnlySpan<char> idOrLogin)
    {
        lock (_lock)
        {
            DemoUser[] users = List(tenant);
            int index = IndexOf(users, idOrLogin);
            if (index < 0)
            {
                return false;
            }

            Set(tenant, [.. users.AsSpan(0, index), .. users.AsSpan(index + 1)]);
            return true;
        }
    }

    private void Set(string tenant, DemoUser[] users)
    {
        if (!_tenants.ContainsKey(tenant))
        {
            if (_tenants.Count >= DemoLimits.MaxTenantsPerCell)
            {
                _tenants.TryRemove(_oldestTenants.Dequeue(), out _);
            }

            _oldestTenants.Enqueue(tenant);
        }

        _tenants[tenant] = users;
    }

    private static int IndexOf(DemoUser[] users, ReadOnlySpan<char> idOrLogin)
    {
        for (int index = 0; index < users.Length; index++)
        {
            ReadOnlySpan<char> login = users[index].Login;
            if (idOrLogin.SequenceEqual(users[index].Id) || idOrLogin.Equals(login, StringComparison.OrdinalIgnoreCase))
            {
                return index;
            }
        }

        // Okta takes the short login too, when no full one fits.
        for (int index = 0; index < users.Length; index++)
        {
            ReadOnlySpan<char> login = users[index].Login;
            int at = login.IndexOf('@');
            if (at > 0 && idOrLogin.Equals(login[..at], StringComparison.OrdinalIgnoreCase))
            {
                return index;
            }
        }

        return -1;
    }
}
