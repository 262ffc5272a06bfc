namespace Edge.Gateway.Config;

/// <summary>One thing wrong with the configuration, and where.</summary>
/// <param name="File">The file as the user named it, or the environment variable.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in UTF-16 chars, from 1.</param>
/// <param name="IsError">Errors keep the snapshot from being used; warnings do not.</param>
/// <param name="Code">Stable code: <c>EDGE10nn</c> shape, <c>EDGE11nn</c> meaning, <c>EDGE12nn</c> rule files.</param>
/// <param name="Message">Key, value found, what is accepted, and why or what to do.</param>
internal sealed record ConfigDiagnostic(string File, int Line, int Column, bool IsError, string Code, string Message)
{
    /// <summary>The form that editors and CI understand: <c>file(line,column): error EDGEnnnn: message</c>.</summary>
    public override string ToString() => $"{File}({Line},{Column}): {(IsError ? "error" : "warning")} {Code}: {Message}";
}
