using System.Collections;

namespace Edge.Gateway.Config;

/// <summary>Options given as <c>EDGE__Section__Key</c> environment variables; they win over <c>edge.json</c>.</summary>
/// <remarks>As in .NET configuration: two underscores separate, case does not matter, lists are numbered from 0.</remarks>
internal sealed class EnvironmentOverlay
{
    private const string Prefix = "EDGE__";

    private readonly Dictionary<string, (string Variable, string Value)> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _used = new(StringComparer.OrdinalIgnoreCase);

    public EnvironmentOverlay(IDictionary variables)
    {
        foreach (DictionaryEntry entry in variables)
        {
            if (entry is { Key: string name, Value: string value } && name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                _values[name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal)] = (name, value);
            }
        }
    }

    /// <summary>The variables of this process.</summary>
    public static EnvironmentOverlay OfProcess() => new(Environment.GetEnvironmentVariables());

    /// <summary>The value at a path such as <c>listen:https:address</c>, and the variable that gave it.</summary>
    public bool TryTake(string path, out string variable, out string value)
    {
        if (!_values.TryGetValue(path, out (string Variable, string Value) found))
        {
            (variable, value) = ("", "");
            return false;
        }

        _used.Add(path);
        (variable, value) = found;
        return true;
    }

    /// <summary>Whether any variable stands below a path.</summary>
    public bool HasBelow(string path) =>
        _values.Keys.Any(key => key.Length > path.Length && key[path.Length] == ':' && key.StartsWith(path, StringComparison.OrdinalIgnoreCase));

    /// <summary>How long a list is that variables number below a path: one more than the highest number.</summary>
    public int CountBelow(string path)
    {
        int count = 0;
        foreach (string key in _values.Keys)
        {
            if (key.Length > path.Length && key[path.Length] == ':' && key.StartsWith(path, StringComparison.OrdinalIgnoreCase))
            {
                string index = key[(path.Length + 1)..].Split(':')[0];
                count = int.TryParse(index, out int number) && number is >= 0 and < ConfigObject.MaxListedByVariables ? Math.Max(count, number + 1) : count;
            }
        }

        return count;
    }

    /// <summary>Reports every variable that no option took.</summary>
    /// <param name="known">All paths that were asked for.</param>
    /// <param name="diagnostics">Takes the errors.</param>
    public void Finish(IReadOnlyCollection<string> known, ConfigDiagnostics diagnostics)
    {
        foreach ((string path, (string variable, _)) in _values)
        {
            if (!_used.Contains(path))
            {
                string suggestion = Suggestion.For(path, known).Replace(":", "__", StringComparison.Ordinal);
                diagnostics.Add(new ConfigDiagnostic(variable, 1, 1, true, ConfigCodes.UnknownVariable, $"no option of edge.json has this name{suggestion}"));
            }
        }
    }
}
