using System.Text.Json;
using Edge.Gateway.Admin;
using Edge.Gateway.Config;

namespace Edge.Gateway.Cli;

/// <summary><c>token new</c>: makes an admin token, prints it once, and its entry for <c>admin.json</c>.</summary>
internal static class TokenCommand
{
    public static int Run(string role, string? tenant, string? owner, string expires, TimeProvider time, TextWriter output, TextWriter errors)
    {
        if (!ConfigDuration.TryParse(expires, out TimeSpan lifetime) || lifetime <= TimeSpan.Zero || lifetime > TimeSpan.FromDays(3650))
        {
            errors.WriteLine($"--expires is \"{expires}\"; give a duration up to 3650d, such as \"8h\" or \"90d\".");
            return 1;
        }

        string token = AdminToken.Create();
        var entry = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = $"token-{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4))}",
            ["hash"] = Convert.ToHexStringLower(AdminToken.HashOf(token)),
            ["role"] = role,
            ["expires"] = (time.GetUtcNow() + lifetime).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
        };
        if (tenant is not null)
        {
            entry["tenant"] = tenant;
        }

        if (owner is not null)
        {
            entry["owner"] = owner;
        }

        output.WriteLine($"Token (shown only now): {token}");
        output.WriteLine($"Hash: {entry["hash"]}");
        output.WriteLine("Entry for \"tokens\" in admin.json:");
        output.WriteLine(JsonSerializer.Serialize(entry));
        return 0;
    }
}
