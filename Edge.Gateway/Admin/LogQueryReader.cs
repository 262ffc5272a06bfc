using System.Globalization;
using Edge.Gateway.Events;
using Edge.Gateway.Events.Filters;

namespace Edge.Gateway.Admin;

/// <summary>Reads the parameters of <c>GET /api/v1/logs</c>; the first that is wrong is told.</summary>
internal sealed class LogQueryReader(IQueryCollection parameters, DateTimeOffset now)
{
    /// <summary>Most events of one answer; Okta's limit too.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Events of one answer when the request does not say; Okta's default too.</summary>
    public const int DefaultLimit = 100;

    /// <summary>How far before <c>until</c> a query begins that does not say; Okta's default too.</summary>
    public static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(7);

    private static readonly string[] Names = ["since", "until", "filter", "limit", "sortOrder", "after"];

    /// <summary>What is wrong, and what to send instead.</summary>
    public string Error { get; private set; } = "";

    /// <summary>Whether it is the filter that is wrong.</summary>
    public bool IsFilterWrong { get; private set; }

    /// <summary>The query; null when something is wrong.</summary>
    public EventQuery? Read()
    {
        if (parameters.Keys.FirstOrDefault(static key => !Names.Contains(key)) is { } unknown)
        {
            return Wrong($"'{unknown}' is no parameter. Accepted: {string.Join(", ", Names)}.");
        }

        if (parameters.FirstOrDefault(static pair => pair.Value.Count > 1).Key is { } twice)
        {
            return Wrong($"'{twice}' stands twice; send it once.");
        }

        string order = Text("sortOrder") ?? "ASCENDING";
        bool isDescending = order.Equals("DESCENDING", StringComparison.OrdinalIgnoreCase);
        if (!isDescending && !order.Equals("ASCENDING", StringComparison.OrdinalIgnoreCase))
        {
            return Wrong($"'sortOrder' is \"{order}\"; set ASCENDING or DESCENDING.");
        }

        int limit = DefaultLimit;
        if (Text("limit") is { } limitText && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
        {
            return Wrong($"'limit' is \"{limitText}\"; set a whole number from 1 to {MaxLimit}.");
        }

        return TryInstant("until", now, out DateTimeOffset until) && TryInstant("since", Before(until), out DateTimeOffset since)
            ? Complete(new EventQuery(since, Text("until") is not null || isDescending ? until : null, limit) { IsDescending = isDescending })
            : null;
    }

    private static DateTimeOffset Before(DateTimeOffset until) => until - DateTimeOffset.MinValue > DefaultSpan ? until - DefaultSpan : DateTimeOffset.MinValue;

    private EventQuery? Complete(EventQuery query)
    {
        if (query.Since > query.Until)
        {
            return Wrong("'since' is later than 'until'.");
        }

        EventCursor? after = null;
        if (Text("after") is { } cursor && (!EventCursor.TryParse(cursor, out after) || after!.PublishedMs is null != query.Until is null))
        {
            return Wrong("'after' is no cursor of this query; take it from the Link header of an answer to the same query.");
        }

        EventFilter? filter = null;
        if (Text("filter") is { } text)
        {
            filter = EventFilter.Parse(text, out FilterError? error);
            if (error is not null)
            {
                IsFilterWrong = true;
                return Wrong(string.Create(CultureInfo.InvariantCulture, $"'filter', character {error.Position}: {error.Message}"));
            }
        }

        return query with { After = after, Filter = filter };
    }

    private string? Text(string name) => parameters.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues value) ? value.ToString() : null;

    private bool TryInstant(string name, DateTimeOffset fallback, out DateTimeOffset instant)
    {
        instant = fallback;
        if (Text(name) is not { } text || EventInstant.TryParse(text, out instant))
        {
            return true;
        }

        Wrong($"'{name}' is \"{text}\"; set an ISO 8601 instant, such as \"2027-01-31T12:00:00Z\".");
        return false;
    }

    private EventQuery? Wrong(string error)
    {
        Error = error;
        return null;
    }
}
