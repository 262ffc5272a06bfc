using Edge.Gateway.Http;

namespace Edge.Gateway.Tenants;

/// <summary>An organisation: where it is served, and by which cells. Immutable once its snapshot is built.</summary>
internal sealed class Tenant : ITenantIdentity
{
    public required string Id { get; init; }

    /// <summary>Place in <see cref="TenantDirectory.Tenants"/>: features keep what they know of a tenant in an array beside it.</summary>
    public required int Index { get; init; }

    /// <summary>Exact hosts, and wildcards such as <c>*.example.com</c>; lower case.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Name of the plan; <c>default</c> when none is set.</summary>
    public required string Plan { get; init; }

    /// <summary>Id of the home cell. While a snapshot is built it is empty for a tenant that names none, until the placement has found one.</summary>
    public required string CellId { get; set; }

    /// <summary>Id of the cell that takes over when the home cell is lost; null when there is none. While a snapshot is built: what the file says.</summary>
    public required string? DrCellId { get; set; }

    /// <summary>Jurisdictions that the tenant's data may be served from; empty allows any.</summary>
    public required IReadOnlyList<string> Jurisdictions { get; init; }

    /// <summary>How many of a cell's destinations the tenant uses (shuffle sharding); 0 for all.</summary>
    public int ShardSize { get; init; }

    /// <summary>Whether the tenant may be served from a jurisdiction.</summary>
    public bool Allows(string jurisdiction)
    {
        for (int i = 0; i < Jurisdictions.Count; i++)
        {
            if (Jurisdictions[i] == jurisdiction)
            {
                return true;
            }
        }

        return Jurisdictions.Count == 0;
    }

    public override string ToString() => Id;
}
