namespace Edge.Gateway.Waf;

/// <summary><c>waf.audit</c> of <c>edge.json</c>.</summary>
/// <param name="Mode">Which requests are written.</param>
/// <param name="File">Absolute path of the file that lines are added to.</param>
/// <param name="Sample">Share of those requests that are written, 0 to 1.</param>
/// <param name="Redactor">Knows what must not be written.</param>
internal sealed record WafAuditSettings(WafAuditMode Mode, string File, double Sample, WafRedactor Redactor);
