using System.Text.Json;
using Edge.Gateway.Admin;
using Edge.Gateway.Config;
using Edge.Gateway.Status;

namespace Edge.Gateway.Cli;

/// <summary><c>token new</c>: makes an admin token, prints it once, and its entry for <c>admin.json</c>.</summary>
internal static class TokenCommand
{
    public static int Run(string role, string? tenant, string? owner, string? location, string expires, TimeProvider time, TextWriter output, TextWriter errors)
    {
        if (!ConfigDuration.TryParse(expires, out TimeSpan lifetime) || lifetime <= TimeSpan.Zero || lifetime > TimeSpan.FromDays(3650))
        {
            errors.WriteLine($"--expires is \"{expires}\"; give a duration up to 3650d, such as \"8h\" or \"90d\".");
            return 1;
        }

        if (location is null ? role == AdminRoles.Probe : !ProbeReports.IsLocation(location))
        {
            errors.WriteLine(location is null
                ? "--location is missing: a token of the role \"probe\" reports from one place; give its name, such as \"fra\"."
                : $"--location is \"{location}\"; give 1 to {ProbeReports.MaxLocationLength} letters, digits, '-', '_' or '.'.");
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

        if (location is not null)
        {
            entry["location"] = location;
        }

        output.WriteLine($"Token (shown only now): {token}");
        output.WriteLine($"Hash: {entry["hash"]}");
        output.WriteLine("Entry for \"tokens\" in admin.json:");
        output.WriteLine(JsonSerializer.Serialize(entry));
        return 0;
    }
}
