using System.Diagnostics.CodeAnalysis;
using Edge.Gateway.Cells;
using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Admin.Grants;

/// <summary>The body of <c>POST /api/v1/access/requests</c>.</summary>
internal sealed record AccessWish(string? Role, IReadOnlyList<string?>? Permissions, IReadOnlyList<string?>? Resources, string? Duration, string? Reason)
{
    /// <summary>What the body looks like.</summary>
    public const string Shape =
        "{ \"permissions\": [\"okta.dr.manage\"], \"resources\": [\"tenant:acme\"], \"duration\": \"1h\", \"reason\": \"…\" }, or \"role\": \"dr-admin\" for \"permissions\".";

    /// <summary>Longest reason, in chars.</summary>
    public const int MaxReasonLength = 500;

    /// <summary>Most permissions and most resources of one request.</summary>
    public const int MaxItems = 100;

    /// <summary>Shortest duration.</summary>
    public static readonly TimeSpan MinDuration = TimeSpan.FromMinutes(1);

    /// <summary>Checks everything; what is wrong is said in <paramref name="error"/>.</summary>
    public bool TryRead(EdgeSnapshot snapshot, [NotNullWhen(true)] out AdminGrant? grant, out TimeSpan duration, out string error)
    {
        grant = null;
        TimeSpan longest = snapshot.Get<AccessSettings>().MaxDuration;
        if (!ConfigDuration.TryParse(Duration, out duration) || duration < MinDuration || duration > longest)
        {
            error = $"'duration' is \"{Duration}\"; set {ConfigDuration.Format(MinDuration)} to {ConfigDuration.Format(longest)}.";
            return false;
        }

        if (string.IsNullOrWhiteSpace(Reason) || Reason.Length > MaxReasonLength || Reason.Any(char.IsControl))
        {
            error = $"'reason' is one line of 1 to {MaxReasonLength} characters: who approves must know what for.";
            return false;
        }

        if (!TryReadPermissions(snapshot, out IReadOnlySet<string>? permissions, out AdminResourceSet within, out error)
            || !TryReadResources(snapshot, out AdminResourceSet? resources, out error))
        {
            return false;
        }

        resources = resources.Intersect(within);
        if (resources.Items.Count == 0)
        {
            error = $"The role \"{Role}\" holds for {within} only.";
            return false;
        }

        grant = new AdminGrant(permissions, resources);
        return true;
    }

    private bool TryReadPermissions(EdgeSnapshot snapshot, [NotNullWhen(true)] out IReadOnlySet<string>? permissions, out AdminResourceSet within, out string error)
    {
        within = AdminResourceSet.Everything;
        permissions = Permissions?.Select(static permission => permission ?? "").ToHashSet(StringComparer.Ordinal); // JSON has nulls, whatever the type says.
        error = $"Send either 'permissions' or 'role': {Shape}";
        if (Role is not null && permissions is null)
        {
            if (!snapshot.Get<AdminDirectory>().Roles.TryGetValue(Role, out AdminRole? role))
            {
                error = $"No role is called \"{Role}\"{Suggestion.For(Role, snapshot.Get<AdminDirectory>().Roles.Keys)}";
                return false;
            }

            // Nobody approves by a grant: who may approve is what the files say.
            permissions = role.Permissions.Where(static permission => permission != AdminPermissions.AccessApprove).ToHashSet(StringComparer.Ordinal);
            within = role.Resources;
        }
        else if (Role is not null || permissions is null)
        {
            return false;
        }

        if (permissions.Count is 0 or > MaxItems)
        {
            error = $"Name 1 to {MaxItems} permissions.";
            return false;
        }

        if (permissions.FirstOrDefault(static permission => !AdminPermissions.All.Contains(permission)) is { } unknown)
        {
            error = $"No permission is called \"{unknown}\"{Suggestion.For(unknown, AdminPermissions.All)}";
            return false;
        }

        error = $"{AdminPermissions.AccessApprove} is not granted for a time; give a role that has it in admin.json.";
        return !permissions.Contains(AdminPermissions.AccessApprove);
    }

    private bool TryReadResources(EdgeSnapshot snapshot, [NotNullWhen(true)] out AdminResourceSet? resources, out string error)
    {
        resources = null;
        error = $"'resources' names 1 to {MaxItems} of \"tenant:ID\", \"cell:ID\", \"tenant:*\", \"cell:*\", \"*\".";
        if (Resources is null || Resources.Count is 0 or > MaxItems)
        {
            return false;
        }

        List<AdminResource> items = [];
        foreach (string? text in Resources)
        {
            if (text is null || !AdminResource.TryParse(text, out AdminResource resource))
            {
                return false;
            }

            bool isKnown = resource.IsWildcard || (resource.Kind == AdminResource.TenantKind
                ? snapshot.Get<TenantDirectory>().TryGetById(resource.Id, out _)
                : snapshot.Get<CellTable>().TryGet(resource.Id, out _));
            if (!isKnown)
            {
                error = $"There is no {text}.";
                return false;
            }

            items.Add(resource);
        }

        resources = new AdminResourceSet(items);
        return true;
    }
}
