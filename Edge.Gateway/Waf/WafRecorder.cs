using Edge.Gateway.Http;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>Makes the record of a request, with secrets masked and everything bounded.</summary>
internal sealed class WafRecorder(TimeProvider time)
{
    /// <summary>Most headers, and most query parameters, that a record keeps.</summary>
    public const int MaxEntries = 64;

    /// <summary>Most chars of a value that a record keeps.</summary>
    public const int MaxValueChars = 256;

    /// <summary>Most matches that a record keeps.</summary>
    public const int MaxMatches = 50;

    public WafRecord Record(HttpContext context, WafInspection inspection)
    {
        EdgeRequest request = inspection.Request;
        Transaction transaction = inspection.Transaction;
        WafRedactor redactor = inspection.Settings.Audit.Redactor;
        return new WafRecord
        {
            Time = time.GetUtcNow(),
            RequestId = request.RequestId,
            Tenant = request.Tenant!.Id,
            ClientAddress = request.ClientAddressText,
            Method = context.Request.Method,
            Host = context.Request.Host.Value ?? "",
            Path = Bound(redactor.Text(context.Request.Path.Value ?? "")),
            Query = [.. Entries(context.Request.Query, redactor)],
            Headers = [.. Entries(context.Request.Headers, redactor)],
            Verdict = WafMetrics.Name(inspection.Outcome),
            Status = context.Response.StatusCode,
            Phase = inspection.Interruption?.Phase ?? 0,
            RuleId = inspection.Interruption?.RuleId ?? 0,
            Score = transaction.AnomalyScore,
            Elapsed = inspection.Elapsed,
            EngineError = inspection.Failure?.GetType().Name ?? transaction.EngineError,
            Matches = [.. transaction.Matches.Take(MaxMatches).Select(match => Match(match, redactor, transaction.Sanitised))],
        };
    }

    private static WafRecordMatch Match(RuleMatch match, WafRedactor redactor, IReadOnlyList<string> sanitised)
    {
        string value = redactor.Value(match.VariableName, match.Value, sanitised);
        bool isSecret = value == WafRedactor.Mask;
        string data = isSecret && match.LogData.Length > 0 ? WafRedactor.Mask : redactor.Text(match.LogData); // Log data repeats what matched, and by macros message and tags can too.
        string message = isSecret ? match.Rule.Message : Bound(redactor.Text(match.Message));
        return new WafRecordMatch(match.Rule.Id, message, match.Rule.Severity.ToString().ToUpperInvariant(), match.Phase,
            Bound(redactor.Name(match.VariableName)), Bound(value), Bound(data), isSecret ? match.Rule.Tags : match.Tags);
    }

    private static IEnumerable<KeyValuePair<string, string>> Entries(
        IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> entries, WafRedactor redactor) =>
        entries.Take(MaxEntries).Select(entry => KeyValuePair.Create(Bound(redactor.Name(entry.Key)),
            redactor.IsSecret(entry.Key) ? WafRedactor.Mask : Bound(redactor.Text(entry.Value.ToString()))));

    private static string Bound(string text) => text.Length <= MaxValueChars ? text : string.Concat(text.AsSpan(0, MaxValueChars), "…");
}
