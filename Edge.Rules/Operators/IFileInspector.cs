namespace Edge.Rules.Operators;

/// <summary>Judges an uploaded file, for <c>@inspectFile</c>.</summary>
public interface IFileInspector
{
    /// <param name="script">The operator's argument: which inspection to run.</param>
    /// <param name="file">The value: the name of the file to inspect.</param>
    bool IsHarmful(string script, ReadOnlySpan<char> file);
}
