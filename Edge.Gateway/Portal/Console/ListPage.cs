using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console;

/// <summary>A page with a list, and below it a page for each thing that is on it: <c>/console/NAME</c> and <c>/console/NAME/ID</c>, drawn of <c>/api/v1/NAME/ID</c>.</summary>
internal abstract class ListPage : IConsolePage
{
    public abstract string Name { get; }

    public abstract string Text { get; }

    public abstract string Permission { get; }

    public virtual AdminResource? Resource => null;

    public bool HasPagesBelow => true;

    public async Task<ConsoleView?> LoadAsync(ConsoleVisit visit)
    {
        switch (visit.Rest)
        {
            case []:
                return await ListAsync(visit);
            case [var id]:
                ApiAnswer answer = await visit.GetAsync($"/api/v1/{Name}/{Uri.EscapeDataString(id)}");
                return answer.Status == StatusCodes.Status404NotFound ? null
                    : await ShowAsync(visit, id, answer) with { Above = new Design.PageLink(Text, ConsoleSite.Base + Name) };
            default:
                return null;
        }
    }

    /// <summary>The list.</summary>
    protected abstract Task<ConsoleView> ListAsync(ConsoleVisit visit);

    /// <summary>One of it.</summary>
    protected abstract Task<ConsoleView> ShowAsync(ConsoleVisit visit, string id, ApiAnswer answer);

    /// <summary>Path of the page of one.</summary>
    protected static string PathOf(string name, string id) => $"{ConsoleSite.Base}{name}/{Uri.EscapeDataString(id)}";
}
