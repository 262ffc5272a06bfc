using System.Globalization;
using System.Security.Cryptography;
using Edge.Gateway.Admin.Authentication;
using Edge.Gateway.Admin.Grants;
using Edge.Gateway.Config;

namespace Edge.Gateway.Admin;

/// <summary>Reads <c>admin.json</c>.</summary>
internal sealed class AdminCompiler : ISnapshotCompiler
{
    /// <summary>Most tokens; each is compared with a presented one.</summary>
    public const int MaxTokens = 1000;

    public void Compile(SnapshotBuilder builder)
    {
        var resources = new AdminResourceReader(builder);
        Dictionary<string, AdminRole> roles = ReadRoles(builder, resources);
        var identities = new AdminIdentityReader(builder, resources, roles);
        List<AdminToken> tokens = [];
        foreach (ConfigObject entry in builder.Admin.Objects("tokens"))
        {
            tokens.Add(new AdminToken(identities.Read(entry), ReadHash(entry), ReadExpires(entry)));
        }

        if (tokens.Count > MaxTokens)
        {
            builder.Admin.Error("tokens", ConfigCodes.TooMany, $"has {tokens.Count} tokens; at most {MaxTokens} are accepted.");
        }

        ConfigObject access = builder.Admin.Object("access");
        builder.Set(new AdminDirectory(tokens, roles));
        builder.Set(ClientCertificateReader.Read(builder, identities));
        builder.Set(new AccessSettings(
            access.Duration("maxDuration", TimeSpan.FromHours(8), AccessWish.MinDuration, TimeSpan.FromDays(7)),
            access.Duration("pendingFor", TimeSpan.FromDays(1), AccessWish.MinDuration, TimeSpan.FromDays(7))));
    }

    private static Dictionary<string, AdminRole> ReadRoles(SnapshotBuilder builder, AdminResourceReader resources)
    {
        Dictionary<string, AdminRole> roles = new(AdminRoles.BuiltIn, StringComparer.Ordinal);
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

            if (!roles.TryAdd(id, new AdminRole(id, permissions, resources.Read(entry))))
            {
                entry.Error("id", ConfigCodes.DuplicateId, $"\"{id}\" is another role already; ids are unique, and built-in roles cannot be replaced.");
            }
        }

        return roles;
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
