using System.Text;
using Edge.Rules.Language;

namespace Edge.Rules.Compilation;

/// <summary>Reads rule files, with what they include, into a plan.</summary>
internal sealed class RuleLoader
{
    /// <summary>Most files that one <c>Include</c> may find; a rule set has some thirty.</summary>
    private const int MaxIncludedFiles = 10_000;

    private readonly RuleSetOptions _options;
    private readonly DiagnosticBag _diagnostics = new();
    private readonly LoadState _state;

    public RuleLoader(RuleSetOptions options)
    {
        _options = options;
        RuleLimits limits = options.Limits;
        _state = new LoadState(new EngineSettings
        {
            RequestBodyLimitBytes = limits.MaxRequestBodyBytes,
            RequestBodyNoFilesLimitBytes = limits.MaxRequestBodyNoFilesBytes,
            ResponseBodyLimitBytes = limits.MaxResponseBodyBytes,
            MaxArguments = limits.MaxArguments,
            MaxJsonDepth = limits.MaxJsonDepth,
            Limits = limits,
            OnEngineError = options.OnEngineError,
            OnBodyError = options.OnBodyError,
            IsPlain = options.IsPlain,
        }, _diagnostics)
        {
            Include = Include,
        };
    }

    public IReadOnlyList<RuleDiagnostic> Diagnostics => _diagnostics.Items;

    public RulePlan? Load()
    {
        Read("<prologue>", _options.Prologue);
        foreach (string file in _options.Files)
        {
            ReadFile(file, new SourcePosition(file, 1, 1));
        }

        Read("<epilogue>", _options.Epilogue);
        _state.CloseChain();
        foreach (Action exception in _state.Exceptions)
        {
            exception();
        }

        EngineSettings settings = _options.Mode is RuleEngineMode mode ? _state.Settings with { Mode = mode } : _state.Settings;
        CompilerContext context = new(settings, _options.CreateOperatorServices(), _diagnostics);
        return PlanCompiler.Compile(_state.Rules, context);
    }

    private void Read(string name, string? text)
    {
        if (text is null)
        {
            return;
        }

        foreach (Directive directive in DirectiveReader.Read(name, text, _diagnostics))
        {
            DirectiveTable.Apply(_state, directive);
        }
    }

    private void ReadFile(string file, SourcePosition asked)
    {
        try
        {
            long length = new FileInfo(file).Length;
            if (length > _options.Limits.MaxRuleFileBytes)
            {
                _diagnostics.Error(asked, DiagnosticCodes.LimitExceeded,
                    $"the file '{file}' has {length} bytes; at most {_options.Limits.MaxRuleFileBytes} are read.");
                return;
            }

            // Bytes stay bytes: one char each.
            Read(file, File.ReadAllText(file, Encoding.Latin1));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            _diagnostics.Error(asked, DiagnosticCodes.FileNotRead, $"the file '{file}' cannot be read: {exception.Message}");
        }
    }

    private void Include(Directive directive, string pattern)
    {
        if (pattern.Contains('\0', StringComparison.Ordinal) || pattern.Length == 0)
        {
            _diagnostics.Error(directive.Position, DiagnosticCodes.FileNotRead, "Include names no file.");
            return;
        }

        if (_state.IncludeDepth == _options.Limits.MaxIncludeDepth)
        {
            _diagnostics.Error(directive.Position, DiagnosticCodes.IncludeTooDeep,
                $"files include files more than {_options.Limits.MaxIncludeDepth} deep; is one of them its own part?");
            return;
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(directive.Position.File.StartsWith('<') ? "." + Path.DirectorySeparatorChar : directive.Position.File))!;
        string full = Path.GetFullPath(pattern, folder);
        _state.IncludeDepth++;
        foreach (string file in Expand(full, directive))
        {
            ReadFile(file, directive.Position);
        }

        _state.IncludeDepth--;
    }

    /// <summary>The files that a path with wildcards in any of its parts means, in the order of their paths.</summary>
    private string[] Expand(string path, Directive directive)
    {
        if (!path.AsSpan().ContainsAny('*', '?'))
        {
            return [path];
        }

        string root = Path.GetPathRoot(path)!;
        string[] parts = path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> folders = [root];
        foreach (string part in parts[..^1])
        {
            folders = part.AsSpan().ContainsAny('*', '?') ? folders.SelectMany(folder => Find(folder, part, Directory.GetDirectories)) : folders.Select(folder => Path.Combine(folder, part));
        }

        string[] files = [.. folders.SelectMany(folder => Find(folder, parts[^1], Directory.GetFiles)).Take(MaxIncludedFiles + 1)];
        if (files.Length > MaxIncludedFiles)
        {
            _diagnostics.Error(directive.Position, DiagnosticCodes.FileNotRead, $"Include '{path}' finds more than {MaxIncludedFiles} files; name fewer.");
            return [];
        }

        Array.Sort(files, StringComparer.Ordinal);
        if (files.Length == 0)
        {
            _diagnostics.Warning(directive.Position, DiagnosticCodes.FileNotRead, $"Include '{path}' finds no file.");
        }

        return files;
    }

    private static string[] Find(string folder, string pattern, Func<string, string, string[]> find)
    {
        try
        {
            return find(folder, pattern);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // Such as a folder that is not there.
        }
    }
}
