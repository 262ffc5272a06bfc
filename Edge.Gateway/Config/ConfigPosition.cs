namespace Edge.Gateway.Config;

/// <summary>A place in a configuration file, resolved to line and column only when an error wants it.</summary>
internal readonly struct ConfigPosition(ConfigSource? source, int offset, string? variable = null)
{
    /// <summary>The file as the user named it, or the environment variable that gave the value.</summary>
    public string File => variable ?? source?.Name ?? "configuration";

    /// <summary>Whether the file could not be parsed: what is missing from it is then no further error.</summary>
    public bool IsInBrokenFile => source is { IsBroken: true };

    /// <summary>Line and column, both from 1.</summary>
    public (int Line, int Column) Resolve() => variable is null && source is not null ? source.Resolve(offset) : (1, 1);
}
