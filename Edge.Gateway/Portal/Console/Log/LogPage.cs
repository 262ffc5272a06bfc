using System.Text.Json;
using Edge.Gateway.Admin;
using Microsoft.AspNetCore.WebUtilities;

namespace Edge.Gateway.Portal.Console.Log;

/// <summary><c>/console/log</c>: the System Log of this node, the newest first.</summary>
internal sealed class LogPage(TimeProvider time) : IConsolePage
{
    public string Name => "log";

    public string Text => "System Log";

    public string Permission => AdminPermissions.LogsRead;

    public async Task<ConsoleView?> LoadAsync(ConsoleVisit visit)
    {
        LogSearch search = LogSearch.Of(visit);
        ApiAnswer answer = await visit.GetAsync(search.ToApi(visit.Query("after")));
        IReadOnlyList<LogModel>? events = answer.IsGood ? JsonSerializer.Deserialize<LogModel[]>(answer.Body, JsonSerializerOptions.Web) : null;

        // The next page begins where this one ended: its end must not move on with the clock.
        string after = answer.Next is { } next ? QueryHelpers.ParseQuery(next[next.IndexOf('?', StringComparison.Ordinal)..])["after"].ToString() : "";
        string until = search.Until.Length > 0 ? search.Until : time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);
        return ConsoleView.Of<LogView>(
            Text,
            (nameof(LogView.Search), search),
            (nameof(LogView.Events), events ?? []),
            (nameof(LogView.Error), events is null ? answer.Detail : null),
            (nameof(LogView.NextPage), after.Length == 0 ? null : search.ToPage(after, until))) with { Status = events is null ? answer.Status : StatusCodes.Status200OK };
    }
}
