using Edge.Rules.Matching;

namespace Edge.Rules.Operators;

/// <summary>Makes the matchers of operators that take a pattern.</summary>
internal static class RegexCompiler
{
    /// <exception cref="OperatorArgumentException">The pattern is wrong or not supported.</exception>
    public static RegexMatcher Compile(string pattern, OperatorServices services) =>
        RegexTranslator.TryTranslate(pattern, ignoreCase: false, out RegexTranslation? translation, out string? error)
            ? new RegexMatcher(translation, services.RegexTimeout, services.Tables, services.IsPlain)
            : throw new OperatorArgumentException($"is no pattern that can run: {error}");
}
