using System.Text;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>What the debug headers of one response say.</summary>
/// <param name="Matched">Ids of the rules that matched, in their order, between commas.</param>
/// <param name="Log">Their log lines, in base64.</param>
internal sealed record WafDebugReport(string Matched, string Log)
{
    /// <summary>For requests that no rule saw.</summary>
    public static readonly WafDebugReport Empty = new("", "");

    /// <summary>Runs phase 5, if it has not run, and reports.</summary>
    public static WafDebugReport Of(WafInspection inspection)
    {
        inspection.RunLoggingPhase(); // The last that may match; what comes after the start of a response changes no rule's mind.
        IReadOnlyList<RuleMatch> matches = inspection.Transaction.Matches;
        if (matches.Count == 0)
        {
            return Empty;
        }

        StringBuilder text = new();
        foreach (RuleMatch match in matches)
        {
            string line = match.ToLogLine();
            if (text.Length + line.Length > WafLimits.MaxDebugLogChars)
            {
                break;
            }

            text.Append(line).Append('\n');
        }

        string ids = string.Join(',', matches.Select(match => inspection.Rules.IdText(match.Rule.Id)));
        return new WafDebugReport(ids, Convert.ToBase64String(Encoding.Latin1.GetBytes(text.ToString())));
    }
}
