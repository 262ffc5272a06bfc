namespace Edge.Rules.Operators;

/// <summary>Reads the lists that <c>@pmFromFile</c> and <c>@ipMatchFromFile</c> name.</summary>
internal static class DataFile
{
    /// <summary>The lines of all files, trimmed, without empty ones and comments (<c>#</c>).</summary>
    /// <exception cref="OperatorArgumentException">A file cannot be read, or none is named.</exception>
    public static List<string> ReadLines(OperatorArgument argument, OperatorServices services)
    {
        string[] paths = argument.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (paths.Length == 0)
        {
            throw new OperatorArgumentException("names no file");
        }

        List<string> lines = [];
        foreach (string path in paths)
        {
            if (path.Contains("://", StringComparison.Ordinal))
            {
                throw new OperatorArgumentException($"names '{path}'; only local files are read");
            }

            if (!services.Files.TryRead(path, argument.File, out string? text))
            {
                throw new OperatorArgumentException($"names the file '{path}', which cannot be read");
            }

            lines.AddRange(text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(static line => line[0] != '#'));
        }

        return lines;
    }
}
