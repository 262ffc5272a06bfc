using Edge.Gateway.Admin;
using Edge.Gateway.Portal.Design;

namespace Edge.Gateway.Portal.Console;

/// <summary>The one place where the console changes anything: asks by GET, and has the admin API do it by POST.</summary>
internal sealed class ConsoleActions(IEnumerable<IConsoleAction> actions, PortalPages drawing, ActionWords words)
{
    /// <summary>Below the console's path.</summary>
    public const string Prefix = "do/";

    /// <summary>Largest form, in bytes: two long texts of an incident, each char percent-encoded as nine.</summary>
    public const int MaxFormBytes = 48 * 1024;

    private readonly Dictionary<string, IConsoleAction> _actions = actions.ToDictionary(static action => action.Name, StringComparer.Ordinal);

    public async Task ServeAsync(ConsoleVisit visit, string name, IReadOnlyList<PageLink> links)
    {
        HttpContext context = visit.Context;
        if (!_actions.TryGetValue(name, out IConsoleAction? action))
        {
            await ProblemAsync(visit, StatusCodes.Status404NotFound, "There is no such action", "Go back, and choose anew.");
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await AskAsync(visit, action, new ActionFields(context.Request.Query), links);
            return;
        }

        if (await PortalForm.ReadAsync(context, MaxFormBytes) is not { } form)
        {
            await ProblemAsync(visit, StatusCodes.Status400BadRequest, "That form cannot be taken", $"It has more than {MaxFormBytes} bytes. Do it in parts, or by the admin API.");
        }
        else if (!PortalSessions.IsOwnForm(context, visit.Session, form))
        {
            await ProblemAsync(visit, StatusCodes.Status403Forbidden, "That form is not yours", "Open the page anew and send the form from there.");
        }
        else
        {
            await DoAsync(visit, action, new ActionFields(form), links);
        }
    }

    private async Task AskAsync(ConsoleVisit visit, IConsoleAction action, ActionFields fields, IReadOnlyList<PageLink> links)
    {
        if (fields.HasNul)
        {
            await WriteNulAsync(visit);
        }
        else if (await action.AskAsync(visit, fields) is not { } question)
        {
            await ProblemAsync(visit, StatusCodes.Status404NotFound, "There is nothing to do this to", "It may have gone with a change of the configuration.");
        }
        else if (!(question.Resource is { } resource ? visit.May(question.Permission, resource) : visit.MaySome(question.Permission)))
        {
            await ProblemAsync(visit, StatusCodes.Status403Forbidden, "You may not do this", $"It takes {question.Permission} on {question.Resource ?? AdminResource.Everything}.");
        }
        else
        {
            await WriteAsync(visit, action, question, links, StatusCodes.Status200OK, null);
        }
    }

    // Who may not do it is refused by the API, which tells of it.
    private async Task DoAsync(ConsoleVisit visit, IConsoleAction action, ActionFields fields, IReadOnlyList<PageLink> links)
    {
        if (fields.HasNul)
        {
            await WriteNulAsync(visit);
            return;
        }

        ActionQuestion? question = await action.AskAsync(visit, fields);
        if (question is { MustAgree: not null } && !fields.IsTicked("agree"))
        {
            await WriteAsync(visit, action, Typed(question, fields), links, StatusCodes.Status400BadRequest, new ActionWord(false, "Tick the box first"));
            return;
        }

        ApiAnswer answer = await visit.DoAsync(action.OrderOf(fields));
        ActionWord word = action.Say(fields, answer);
        if (question is { Inputs.Count: > 0 } && answer.Status == StatusCodes.Status400BadRequest)
        {
            await WriteAsync(visit, action, Typed(question, fields), links, answer.Status, word); // It can be put right.
            return;
        }

        words.Put(visit.Session.Key, word);
        await PortalPages.GoTo(visit.Context, question?.Back ?? ConsoleSite.Base);
    }

    private Task WriteAsync(ConsoleVisit visit, IConsoleAction action, ActionQuestion question, IReadOnlyList<PageLink> links, int status, ActionWord? error) =>
        drawing.WriteAsync<ActionPage>(
            visit.Context, status,
            (nameof(ActionPage.Frame), drawing.FrameOf(visit.Context, ConsoleSite.Site, question.Title, visit.Session) with { Links = links }),
            (nameof(ActionPage.Action), $"{ConsoleSite.Base}{Prefix}{action.Name}"),
            (nameof(ActionPage.Verb), question.Verb),
            (nameof(ActionPage.Back), question.Back),
            (nameof(ActionPage.Lines), question.Consequence),
            (nameof(ActionPage.Kept), question.Kept),
            (nameof(ActionPage.Inputs), question.Inputs),
            (nameof(ActionPage.MustAgree), question.MustAgree),
            (nameof(ActionPage.IsDanger), question.IsDanger),
            (nameof(ActionPage.Error), error));

    // What somebody has written stands in the form again.
    private static ActionQuestion Typed(ActionQuestion question, ActionFields fields) => question with { Inputs = [.. question.Inputs.Select(input => input with { Value = fields[input.Name] })] };

    private Task WriteNulAsync(ConsoleVisit visit) => ProblemAsync(visit, StatusCodes.Status400BadRequest, "That cannot be read", "Go back, and choose anew.");

    private Task ProblemAsync(ConsoleVisit visit, int status, string title, string detail) =>
        drawing.WriteProblemAsync(visit.Context, ConsoleSite.Site, visit.Session, status, title, detail);
}
