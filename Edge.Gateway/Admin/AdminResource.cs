namespace Edge.Gateway.Admin;

/// <summary>Something that a permission is used on, or what a role may reach: <c>tenant:acme</c>, <c>cell:na-1</c>, <c>tenant:*</c> for all of a kind, <c>*</c> for the whole node.</summary>
/// <param name="Kind"><see cref="TenantKind"/>, <see cref="CellKind"/> or <c>*</c>.</param>
/// <param name="Id">The id as the configuration writes it, or <c>*</c>.</param>
internal readonly record struct AdminResource(string Kind, string Id)
{
    public const string TenantKind = "tenant";
    public const string CellKind = "cell";
    private const string Any = "*";

    /// <summary>The whole node, and everything on it.</summary>
    public static AdminResource Everything { get; } = new(Any, Any);

    /// <summary>Every tenant.</summary>
    public static AdminResource AllTenants { get; } = new(TenantKind, Any);

    public static AdminResource Tenant(string id) => new(TenantKind, id);

    public static AdminResource Cell(string id) => new(CellKind, id);

    /// <summary>Reads a text such as <c>tenant:acme</c>; whether the id exists is not looked at.</summary>
    public static bool TryParse(string text, out AdminResource resource)
    {
        resource = text == Any ? Everything : text.Split(':', 2) is [TenantKind or CellKind, { Length: > 0 }] parts ? new(parts[0], parts[1]) : default;
        return resource != default;
    }

    /// <summary>Reads a text that <see cref="ToString"/> made.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static AdminResource Parse(string text) => TryParse(text, out AdminResource resource) ? resource : throw new FormatException($"\"{text}\" is no resource.");

    /// <summary>Whether this is all of its kind, or the whole node.</summary>
    public bool IsWildcard => Id == Any;

    /// <summary>Whether who reaches this reaches the other too.</summary>
    public bool Covers(AdminResource other) => this == Everything || (Kind == other.Kind && (IsWildcard || Id == other.Id));

    public override string ToString() => this == Everything ? Any : $"{Kind}:{Id}";
}
