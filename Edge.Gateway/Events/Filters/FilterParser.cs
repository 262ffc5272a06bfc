using System.Globalization;

namespace Edge.Gateway.Events.Filters;

/// <summary>Turns a filter into a condition in SQL: <c>or</c> binds least, then <c>and</c>, then <c>not (…)</c> and comparisons.</summary>
/// <remarks>Every comparison is true or false, never SQL's unknown: <c>not</c> then means what it says for attributes that an event lacks.</remarks>
internal sealed class FilterParser
{
    private const string Operators = "eq, ne, co, sw, ew, pr, gt, ge, lt, le";

    private readonly FilterLexer _lexer;
    private readonly List<object> _parameters = [];
    private FilterToken _next;
    private int _comparisons;
    private int _depth;

    public FilterParser(string text)
    {
        _lexer = new FilterLexer(text);
    }

    /// <exception cref="FilterException">It is no filter.</exception>
    public EventFilter Parse()
    {
        _next = _lexer.Next();
        string sql = ParseOr();
        if (_next.Kind != FilterTokenKind.End)
        {
            throw Error(_next, $"'{_next.Text}' is not expected here; \"and\" or \"or\" joins two conditions.");
        }

        return new EventFilter(sql, _parameters);
    }

    private string ParseOr()
    {
        string left = ParseAnd();
        while (TakeWord("or"))
        {
            left = $"({left} OR {ParseAnd()})";
        }

        return left;
    }

    private string ParseAnd()
    {
        string left = ParseOne();
        while (TakeWord("and"))
        {
            left = $"({left} AND {ParseOne()})";
        }

        return left;
    }

    private string ParseOne()
    {
        FilterToken first = _next;
        if (first.Kind == FilterTokenKind.Open)
        {
            return ParseGroup();
        }

        if (TakeWord("not"))
        {
            return _next.Kind == FilterTokenKind.Open ? $"NOT {ParseGroup()}" : throw Error(_next, "\"not\" stands before parentheses: not (eventType eq \"x\").");
        }

        return ParseComparison();
    }

    private string ParseGroup()
    {
        FilterToken open = Take();
        if (++_depth > EventFilter.MaxDepth)
        {
            throw Error(open, $"parentheses are nested deeper than {EventFilter.MaxDepth}.");
        }

        string sql = ParseOr();
        if (_next.Kind != FilterTokenKind.Close)
        {
            throw Error(_next, "')' is missing.");
        }

        Take();
        _depth--;
        return $"({sql})";
    }

    private string ParseComparison()
    {
        FilterToken attribute = Take();
        if (attribute.Kind != FilterTokenKind.Word)
        {
            throw Error(attribute, attribute.Kind == FilterTokenKind.End ? "an attribute is missing." : $"'{attribute.Text}' is not expected here; a condition begins with an attribute.");
        }

        if (!FilterAttributes.Columns.TryGetValue(attribute.Text, out string? column))
        {
            throw Error(attribute, $"'{attribute.Text}' is no attribute that can be filtered by. Accepted: {string.Join(", ", FilterAttributes.Columns.Keys.Order(StringComparer.Ordinal))}.");
        }

        if (++_comparisons > EventFilter.MaxComparisons)
        {
            throw Error(attribute, $"the filter has more than {EventFilter.MaxComparisons} conditions.");
        }

        FilterToken word = Take();
        string name = word.Kind == FilterTokenKind.Word ? word.Text.ToLowerInvariant() : "";
        if (name == "pr")
        {
            return $"({column} IS NOT NULL)";
        }

        if (name is not ("eq" or "ne" or "co" or "sw" or "ew" or "gt" or "ge" or "lt" or "le"))
        {
            throw Error(word, word.Kind == FilterTokenKind.End ? $"an operator is missing. Accepted: {Operators}." : $"'{word.Text}' is no operator. Accepted: {Operators}.");
        }

        FilterToken value = Take();
        if (value.Kind != FilterTokenKind.Text)
        {
            throw Error(value, $"'{name}' needs a value in double quotes.");
        }

        return column == FilterAttributes.Published ? CompareInstants(word, name, value) : CompareTexts(word, name, column, value.Text);
    }

    private string CompareInstants(FilterToken word, string name, FilterToken value)
    {
        string comparison = name switch
        {
            "eq" => "=",
            "ne" => "<>",
            "gt" => ">",
            "ge" => ">=",
            "lt" => "<",
            "le" => "<=",
            _ => throw Error(word, $"'{name}' does not compare instants. Accepted for published: eq, ne, gt, ge, lt, le, pr."),
        };
        if (!EventInstant.TryParse(value.Text, out DateTimeOffset instant))
        {
            throw Error(value, $"\"{value.Text}\" is no ISO 8601 instant, such as \"2027-01-31T12:00:00Z\".");
        }

        return $"({FilterAttributes.Published} {comparison} {Parameter(instant.ToUnixTimeMilliseconds())})";
    }

    // Texts are compared without case, as SCIM does unless a schema says otherwise.
    private string CompareTexts(FilterToken word, string name, string column, string value) => name switch
    {
        "eq" => $"({column} IS {Parameter(value)} COLLATE NOCASE)",
        "ne" => $"({column} IS NOT {Parameter(value)} COLLATE NOCASE)",
        "co" => $"(IFNULL({column}, '') LIKE {Parameter($"%{Escape(value)}%")} ESCAPE '\\')",
        "sw" => $"(IFNULL({column}, '') LIKE {Parameter($"{Escape(value)}%")} ESCAPE '\\')",
        "ew" => $"(IFNULL({column}, '') LIKE {Parameter($"%{Escape(value)}")} ESCAPE '\\')",
        _ => throw Error(word, $"'{name}' compares published only. Accepted here: eq, ne, co, sw, ew, pr."),
    };

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private string Parameter(object value)
    {
        _parameters.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"@f{_parameters.Count - 1}");
    }

    private bool TakeWord(string word)
    {
        bool isIt = _next.Kind == FilterTokenKind.Word && _next.Text.Equals(word, StringComparison.OrdinalIgnoreCase);
        if (isIt)
        {
            Take();
        }

        return isIt;
    }

    private FilterToken Take()
    {
        FilterToken taken = _next;
        if (taken.Kind != FilterTokenKind.End)
        {
            _next = _lexer.Next();
        }

        return taken;
    }

    private static FilterException Error(FilterToken token, string message) => new(new FilterError(token.Position, message));
}
