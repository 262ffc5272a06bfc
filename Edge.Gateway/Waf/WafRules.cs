using System.Collections.Frozen;
using System.Globalization;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>The loaded rules with what the gateway knows of them. Carried over from snapshot to snapshot while the files stay the same.</summary>
/// <param name="Set">The rules.</param>
/// <param name="Fingerprint">Of the files and settings they were loaded from.</param>
/// <param name="HasCrs">Whether the Core Rule Set is among them.</param>
/// <param name="LoadTime">How long loading took.</param>
internal sealed record WafRules(RuleSet Set, string Fingerprint, bool HasCrs, TimeSpan LoadTime)
{
    private readonly FrozenDictionary<long, string> _idTexts = Set.Rules.Select(static rule => rule.Id).Distinct()
        .ToFrozenDictionary(static id => id, static id => id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Where the rules come from: the Core Rule Set's own words, or <c>compact set</c>.</summary>
    public string Source => HasCrs ? string.Join(", ", Set.ComponentSignatures.DefaultIfEmpty("OWASP_CRS")) : "compact set";

    /// <summary>The text of a rule's id, made once.</summary>
    public string IdText(long id) => _idTexts.GetValueOrDefault(id, "0");
}
