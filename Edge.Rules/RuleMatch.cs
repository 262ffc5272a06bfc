using System.Globalization;
using System.Text;

namespace Edge.Rules;

/// <summary>A rule that matched and asked to be logged.</summary>
public sealed class RuleMatch
{
    /// <summary>The rule; the first one of a chain.</summary>
    public required RuleInfo Rule { get; init; }

    /// <summary>The phase in which it matched, 1 to 5.</summary>
    public required int Phase { get; init; }

    /// <summary>The <c>msg</c>, macros expanded; bounded by <see cref="RuleLimits.MaxLoggedChars"/> like all texts here.</summary>
    public required string Message { get; init; }

    /// <summary>The <c>logdata</c>, macros expanded.</summary>
    public required string LogData { get; init; }

    /// <summary>The tags, macros expanded.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The variable that matched last, such as <c>ARGS:q</c>; empty for an unconditional rule.</summary>
    public required string VariableName { get; init; }

    /// <summary>Its value after transformations: bytes as Latin-1 chars.</summary>
    public required string Value { get; init; }

    /// <summary>The operator that matched last, without the at sign; empty for an unconditional rule.</summary>
    public required string OperatorName { get; init; }

    /// <summary>The operator's argument, macros expanded; at most 200 chars.</summary>
    public required string OperatorArgument { get; init; }

    /// <summary>The operator was negated.</summary>
    public required bool IsNegated { get; init; }

    /// <summary>This match interrupted the transaction.</summary>
    public required bool IsDisruptive { get; init; }

    /// <summary>The status that the rule answers with when it interrupts.</summary>
    public required int Status { get; init; }

    /// <summary>The rule wants the transaction in the audit log.</summary>
    public required bool IsAudited { get; init; }

    /// <summary>The request's host.</summary>
    public required string HostName { get; init; }

    /// <summary>The request's path.</summary>
    public required string Uri { get; init; }

    /// <summary>The transaction's id.</summary>
    public required string UniqueId { get; init; }

    /// <summary>The line that ModSecurity v3 would log. What is not printable ASCII is written <c>\xhh</c>.</summary>
    public string ToLogLine()
    {
        StringBuilder line = new(1024);
        line.Append("ModSecurity: ");
        if (IsDisruptive)
        {
            line.Append(CultureInfo.InvariantCulture, $"Access denied with code {Status} (phase {Phase}). ");
        }
        else
        {
            line.Append("Warning. ");
        }

        if (OperatorName.Length > 0)
        {
            line.Append("Matched \"Operator `").Append(char.ToUpperInvariant(OperatorName[0])).Append(OperatorName, 1, OperatorName.Length - 1);
            line.Append("' with parameter `");
            Escape(line, OperatorArgument, quotes: false);
            line.Append("' against variable `");
            Escape(line, VariableName, quotes: false);
            line.Append("' (Value: `");
            Escape(line, Value, quotes: false);
            line.Append("' )");
        }

        Field(line, "file", Rule.File);
        Field(line, "line", Rule.Line.ToString(CultureInfo.InvariantCulture));
        Field(line, "id", Rule.Id.ToString(CultureInfo.InvariantCulture));
        Field(line, "rev", Rule.Revision);
        Field(line, "msg", Message);
        Field(line, "data", LogData);
        Field(line, "severity", Math.Max(0, (int)Rule.Severity).ToString(CultureInfo.InvariantCulture));
        Field(line, "ver", Rule.Version);
        Field(line, "maturity", Rule.Maturity.ToString(CultureInfo.InvariantCulture));
        Field(line, "accuracy", Rule.Accuracy.ToString(CultureInfo.InvariantCulture));
        foreach (string tag in Tags)
        {
            Field(line, "tag", tag);
        }

        Field(line, "hostname", HostName);
        Field(line, "uri", Uri);
        Field(line, "unique_id", UniqueId);
        return line.ToString();
    }

    private static void Field(StringBuilder line, string name, string value)
    {
        line.Append(" [").Append(name).Append(" \"");
        Escape(line, value, quotes: true);
        line.Append("\"]");
    }

    private static void Escape(StringBuilder line, string text, bool quotes)
    {
        foreach (char letter in text)
        {
            if (letter is < ' ' or > '~')
            {
                line.Append(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}");
            }
            else if (letter == '"' && quotes)
            {
                line.Append("\\\"");
            }
            else
            {
                line.Append(letter);
            }
        }
    }
}
