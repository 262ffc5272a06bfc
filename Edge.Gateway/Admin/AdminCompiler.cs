using System.Globalization;
using System.Security.Cryptography;
using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Admin;

/// <summary>Reads <c>admin.json</c>.</summary>
internal sealed class AdminCompiler : ISnapshotCompiler
{
    /// <summary>Most tokens; each is compared with a presented one.</summary>
    public const int MaxTokens = 1000;

    public void Compile(SnapshotBuilder builder)
    {
        Dictionary<string, AdminRole> roles = ReadRoles(builder);
        List<AdminToken> tokens = [];
        foreach (ConfigObject entry in builder.Admin.Objects("tokens"))
        {
            AdminToken token = ReadToken(builder, entry, roles);
            if (tokens.Exists(other => other.Id == token.Id))
            {
                entry.Error("id", ConfigCodes.DuplicateId, $"\"{token.Id}\" is the id of another token too; events name tokens by it.");
            }

            tokens.Add(token);
        }

        if (tokens.Count > MaxTokens)
        {
            builder.Admin.Error("tokens", ConfigCodes.TooMany, $"has {tokens.Count} tokens; at most {MaxTokens} are accepted.");
        }

        builder.Set(new AdminDirectory(tokens));
    }

    private static Dictionary<string, AdminRole> ReadRoles(SnapshotBuilder builder)
    {
        Dictionary<string, AdminRole> roles = new(StringComparer.Ordinal);
        foreach ((string name, IReadOnlySet<string> permissions) in AdminPermissions.BuiltInRoles)
        {
            roles.Add(name, new AdminRole(permissions, []));
        }

        foreach (ConfigObject entry in builder.Admin.Objects("roles"))
        {
            string id = entry.RequiredText("id");
            HashSet<string> permissions = new(StringComparer.Ordinal);
            foreach ((string permission, ConfigPosition position) in entry.Texts("permissions"))
            {
                if (!AdminPermissions.All.Contains(permission))
                {
                    builder.Diagnostics.Error(position, ConfigCodes.UnknownReference, $"'permissions' has \"{permission}\"{Suggestion.For(permission, AdminPermissions.All)} Accepted: {string.Join(", ", AdminPermissions.All.Order(StringComparer.Ordinal))}.");
                }

                permissions.Add(permission);
            }

            if (!roles.TryAdd(id, new AdminRole(permissions, [.. entry.Texts("resources").Select(static resource => resource.Text)])))
            {
                entry.Error("id", ConfigCodes.DuplicateId, $"\"{id}\" is another role already; ids are unique, and built-in roles cannot be replaced.");
            }
        }

        return roles;
    }

    private static AdminToken ReadToken(SnapshotBuilder builder, ConfigObject entry, Dictionary<string, AdminRole> roles)
    {
        string name = entry.RequiredText("role");
        if (!roles.TryGetValue(name, out AdminRole? role))
        {
            entry.Error("role", ConfigCodes.UnknownReference, $"is \"{name}\"{Suggestion.For(name, roles.Keys)} Accepted: {string.Join(", ", roles.Keys.Order(StringComparer.Ordinal))}.");
        }

        string? tenant = entry.Text("tenant");
        if (tenant is not null && !builder.Get<TenantDirectory>().TryGetById(tenant, out _) && !builder.Tenants.Position.IsInBrokenFile)
        {
            entry.Error("tenant", ConfigCodes.UnknownReference, $"is \"{tenant}\", which tenants.json does not define.");
        }

        return new AdminToken(entry.RequiredText("id"), ReadHash(entry), name, role ?? AdminRole.None, tenant, ReadExpires(entry));
    }

    private static byte[] ReadHash(ConfigObject entry)
    {
        string text = entry.RequiredText("hash");
        if (text.Length == 2 * SHA256.HashSizeInBytes && text.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(text);
        }

        if (text.Length > 0)
        {
            // The value is not repeated: it may be a token put in the wrong place.
            entry.Error("hash", ConfigCodes.OutOfRange, "is not a hash; set the 64 hexadecimal digits that `token new` prints, not the token.");
        }

        return [];
    }

    private static DateTimeOffset? ReadExpires(ConfigObject entry)
    {
        string? text = entry.Text("expires");
        if (text is null)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset expires))
        {
            return expires;
        }

        entry.Error("expires", ConfigCodes.OutOfRange, $"is \"{text}\"; set an ISO 8601 instant such as \"2027-01-01T00:00:00Z\".");
        return DateTimeOffset.MinValue; // Beside the error: expired.
    }
}
