using System.Text.Json;

namespace Edge.Gateway.Portal.Console.Log;

/// <summary>What the form of the System Log asks for.</summary>
/// <param name="Type">Beginning of the type.</param>
/// <param name="Actor">Id of who did it.</param>
/// <param name="Filter">An expression.</param>
/// <param name="Since">An instant.</param>
/// <param name="Until">An instant.</param>
public sealed record LogSearch(string Type, string Actor, string Filter, string Since, string Until)
{
    /// <summary>Events of one page.</summary>
    public const int Rows = 50;

    internal static LogSearch Of(ConsoleVisit visit) => new(visit.Query("type").Trim(), visit.Query("actor").Trim(), visit.Query("filter").Trim(), visit.Query("since").Trim(), visit.Query("until").Trim());

    /// <summary>The same as a query of the admin API.</summary>
    internal string ToApi(string after)
    {
        string[] parts = [
            .. Type.Length == 0 ? (string[])[] : [$"eventType sw {Quote(Type)}"],
            .. Actor.Length == 0 ? (string[])[] : [$"actor.id eq {Quote(Actor)}"],
            .. Filter.Length == 0 ? (string[])[] : [$"({Filter})"]];
        List<KeyValuePair<string, string?>> query = [new("sortOrder", "DESCENDING"), new("limit", Rows.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        Add("filter", string.Join(" and ", parts));
        Add("since", Since);
        Add("until", Until);
        Add("after", after);
        return $"/api/v1/logs{QueryString.Create(query)}";

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                query.Add(new(name, value));
            }
        }
    }

    /// <summary>The same as a query of the page, with a cursor and the end that it belongs to.</summary>
    internal string ToPage(string after, string until)
    {
        KeyValuePair<string, string?>[] query = [new("type", Type), new("actor", Actor), new("filter", Filter), new("since", Since), new("until", until), new("after", after)];
        return $"{ConsoleSite.Base}log{QueryString.Create(query.Where(static pair => pair.Value!.Length > 0))}";
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
