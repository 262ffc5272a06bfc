namespace Edge.Rules;

/// <summary>The rules that every rule set stands on and CRS expects to be there: which body processor reads which content type.</summary>
/// <remarks>To be read before CRS, as a part of <see cref="RuleSetOptions.Prologue"/>. The ids are those of ModSecurity's recommended configuration.</remarks>
public static class RecommendedRules
{
    /// <summary>Chooses the JSON and XML body processors by content type; urlencoded and multipart bodies are recognised without rules.</summary>
    public const string BodyProcessors = """
        SecRule REQUEST_HEADERS:Content-Type "@rx ^(?:application|text|image|model)/(?:[^\s;,/]+\+)?xml" \
            "id:200000,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=XML"
        SecRule REQUEST_HEADERS:Content-Type "@rx ^(?:application|text)/(?:(?:[^\s;,/]+\+|x-)?json|csp-report)" \
            "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"

        """;
}
