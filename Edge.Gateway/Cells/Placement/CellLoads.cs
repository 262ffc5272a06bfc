using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Placement;

/// <summary>What the tenants assigned to each cell are expected to send.</summary>
internal static class CellLoads
{
    /// <summary>Requests per second by cell; failed-over tenants count where they are. Looks at every tenant: milliseconds for 100,000.</summary>
    public static Dictionary<string, double> Of(CellTable cells, TenantDirectory tenants, CellDirector director)
    {
        Dictionary<string, double> loads = cells.Cells.ToDictionary(static cell => cell.Id, static _ => 0.0, StringComparer.Ordinal);
        foreach (Tenant tenant in tenants.Tenants)
        {
            if (cells.NeedOf(tenant) is > 0 and var need)
            {
                loads[director.Assign(cells, tenant).Cell.Id] += need;
            }
        }

        return loads;
    }
}
