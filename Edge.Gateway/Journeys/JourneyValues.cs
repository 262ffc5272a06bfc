using System.Text;
using System.Text.Json;
using Edge.Gateway.Config;

namespace Edge.Gateway.Journeys;

/// <summary>The values of one run, and texts that use them as <c>${name}</c>. Never logged.</summary>
internal sealed class JourneyValues
{
    /// <summary>Longest value that is taken from an answer, in chars.</summary>
    public const int MaxLength = SecretReference.MaxLength;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The values that a run begins with; what is wrong with them, else null.</summary>
    public string? Begin(Journey journey)
    {
        foreach ((string name, string value) in journey.Values)
        {
            if (!SecretReference.TryRead(value, out string read, out string why))
            {
                return $"value {name}: {why}";
            }

            _values[name] = read;
        }

        return null;
    }

    public void Set(string name, string value) => _values[name] = value;

    public string Fill(string template) => Fill(template, static value => value);

    /// <summary>For JSON: the value stands within quotes there.</summary>
    public string FillJson(string template) => Fill(template, static value => JsonEncodedText.Encode(value).ToString());

    /// <summary>For paths and queries.</summary>
    public string FillPath(string template) => Fill(template, Uri.EscapeDataString);

    /// <summary>The names that a text uses.</summary>
    public static IEnumerable<string> NamesIn(string template)
    {
        for (int at = 0; (at = template.IndexOf("${", at, StringComparison.Ordinal)) >= 0;)
        {
            int end = template.IndexOf('}', at);
            if (end < 0)
            {
                yield break;
            }

            yield return template[(at + 2)..end];
            at = end;
        }
    }

    private string Fill(string template, Func<string, string> encode)
    {
        if (!template.Contains("${", StringComparison.Ordinal))
        {
            return template;
        }

        StringBuilder text = new(template);
        foreach (string name in NamesIn(template).Distinct())
        {
            text.Replace($"${{{name}}}", encode(_values.GetValueOrDefault(name, "")));
        }

        return text.ToString();
    }
}
