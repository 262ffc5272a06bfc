using System.Text.Json.Nodes;
using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Configuration;

/// <summary>Reads the files anew.</summary>
internal sealed class ReloadAction : IConsoleAction
{
    public string Name => "reload";

    public Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields) => Task.FromResult<ActionQuestion?>(new ActionQuestion(
        "Reload the configuration", "Reload", AdminPermissions.ConfigManage, AdminResource.Everything, $"{ConsoleSite.Base}configuration")
    {
        Consequence = ["This node reads its files anew. When all are good they are in force at once, for new requests; when one has an error nothing changes. Changed files are taken up by themselves within a second, too."],
    });

    public ApiOrder OrderOf(ActionFields fields) => ApiOrder.Post("/api/v1/config/reload");

    public ActionWord Say(ActionFields fields, ApiAnswer answer) => answer.Json is not JsonObject json || json["inForce"] is null ? ActionWord.Refused(answer)
        : answer.IsGood ? new ActionWord(true, $"Version {json["version"]} is in force")
        : new ActionWord(false, "The files have errors, and nothing changed", $"Version {json["version"]} stays in force.");
}
