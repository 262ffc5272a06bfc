namespace Edge.Rules;

/// <summary>One thing wrong with a rule file, and where.</summary>
/// <param name="File">Path of the file as it was named to the loader.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Severity">Errors keep the whole rule set from loading; warnings do not.</param>
/// <param name="Code">Stable code, <c>EDGE1201</c> to <c>EDGE1299</c> for rule files.</param>
/// <param name="Message">What was found, what is accepted, and a suggestion where there is one.</param>
public sealed record RuleDiagnostic(string File, int Line, int Column, RuleDiagnosticSeverity Severity, string Code, string Message)
{
    /// <summary>The form that editors and CI understand: <c>file(line,column): error EDGEnnnn: message</c>.</summary>
    public override string ToString() =>
        $"{File}({Line},{Column}): {(Severity == RuleDiagnosticSeverity.Error ? "error" : "warning")} {Code}: {Message}";
}
