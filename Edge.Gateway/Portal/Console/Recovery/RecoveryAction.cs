using System.Text.Json.Nodes;
using Edge.Gateway.Admin;
using Edge.Gateway.Portal.Console.Cells;
using Edge.Gateway.Portal.Console.Tenants;

namespace Edge.Gateway.Portal.Console.Recovery;

/// <summary>Failover or failback of one tenant or many.</summary>
internal abstract class RecoveryAction(bool isFailover) : IConsoleAction
{
    /// <summary>Domains that are named for each outcome; the others are counted.</summary>
    private const int NamedDomains = 3;

    private const string UnderstandFailover = "I understand that users will be in read-only mode, and that failing over does not repair what is lost";

    public string Name => isFailover ? "failover" : "failback";

    public async Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields)
    {
        string[] domains = fields.List("domains");
        bool isAll = fields.IsTicked("all") && !isFailover;
        TenantModel? tenant = domains.Length == 1 ? await FindAsync(visit, domains[0]) : null;
        string who = isAll ? "all tenants that are failed over" : tenant is not null ? $"tenant {tenant.Id}" : "tenants";
        return new ActionQuestion(
            isFailover ? $"Fail over {who}" : $"Fail back {who}", isFailover ? "Fail over" : "Fail back",
            AdminPermissions.DisasterRecoveryManage, tenant is null ? null : AdminResource.Tenant(tenant.Id),
            fields.Text("tenant") is { } from ? TenantsPage.PathOf(from) : $"{ConsoleSite.Base}recovery")
        {
            Consequence = await ConsequenceAsync(visit, tenant, isAll),
            Kept = tenant is null ? fields.Keep("all") : fields.Keep("domains", "tenant"),
            Inputs = tenant is not null || isAll ? [ActionInput.Reason, ActionInput.Force]
                : [new ActionInput("domains", "Domains", "area") { MaxLength = 8000, Value = fields["domains"], IsRequired = true, Hint = "One to a line. A tenant moves as a whole, with all its domains." }, ActionInput.Reason, ActionInput.Force],
            MustAgree = isFailover ? UnderstandFailover : null,
            IsDanger = isFailover,
        };
    }

    public ApiOrder OrderOf(ActionFields fields) => ApiOrder.Post(
        $"/api/v1/dr/{Name}",
        new { domains = fields.IsTicked("all") && !isFailover ? [] : fields.List("domains") is { Length: > 0 } domains ? domains : [""], force = fields.IsTicked("force"), reason = fields.Reason }); // Without any name the API would mean all.

    public ActionWord Say(ActionFields fields, ApiAnswer answer)
    {
        if (answer.Json is not JsonObject json || json["results"] is not JsonArray results)
        {
            return ActionWord.Refused(answer);
        }

        string[] outcomes = [.. results.GroupBy(static result => (string?)result!["message"] ?? "", static result => (string?)result!["domain"] ?? "").Select(static outcome => $"{outcome.Key}: {Names([.. outcome])}.")];
        string title = !answer.IsGood ? "Refused, and nobody was moved" : isFailover ? "Failed over" : "Failed back";
        return new ActionWord(answer.IsGood, title, outcomes.Length == 0 ? "There was nobody to move." : string.Join(' ', outcomes));
    }

    private static string Names(string[] domains) =>
        string.Join(", ", domains.Take(NamedDomains)) + (domains.Length > NamedDomains ? $" and {Texts.Count(domains.Length - NamedDomains, "other domain", "other domains")}" : "");

    private static async Task<TenantModel?> FindAsync(ConsoleVisit visit, string domain) =>
        (await visit.TryGetAsync<TenantsModel>(AdminPermissions.TenantsRead, $"/api/v1/tenants?limit=1&q={Uri.EscapeDataString(domain.Replace("*.", "", StringComparison.Ordinal))}"))?.Tenants
            .FirstOrDefault(tenant => tenant.Hosts.Contains(domain, StringComparer.OrdinalIgnoreCase));

    private async Task<IReadOnlyList<string>> ConsequenceAsync(ConsoleVisit visit, TenantModel? tenant, bool isAll)
    {
        if (!isFailover)
        {
            return [tenant is null ? "They are served by their home cells again, and may write." : $"It is served by its home cell {tenant.Cell} again, and may write.",
                isAll ? "It concerns all that are failed over and that you may move." : "Make sure first that the home cell has all data."];
        }

        if (tenant is null)
        {
            return ["Each tenant is served by its DR cell at once, read-only: users can sign in and read, but change nothing. Safety rules refuse what the DR cells cannot bear."];
        }

        CellModel? dr = tenant.DrCell is null ? null : await visit.TryGetAsync<CellModel>(AdminPermissions.CellsRead, $"/api/v1/cells/{Uri.EscapeDataString(tenant.DrCell)}", AdminResource.Cell(tenant.DrCell));
        return [$"{tenant.Id}, with {Texts.Count(tenant.Hosts.Count, "domain", "domains")}, is served by {tenant.DrCell ?? "no cell: it has no DR cell"} at once instead of {tenant.ServedBy ?? "nobody"}, read-only: users can sign in and read, but change nothing.",
            dr is null ? "The numbers of its DR cell are not yours to see." : $"{dr.Id} bears {Texts.Number(dr.CapacityPerSecond)} of {Texts.Number(dr.RequestsPerSecond)} requests/s now, has {dr.Available} of {Texts.Count(dr.Destinations.Count, "destination", "destinations")}, and {Texts.Count(dr.Tenants, "tenant", "tenants")} of its own."];
    }
}
