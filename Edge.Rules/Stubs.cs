#pragma warning disable
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
namespace Edge.Rules.Operators
{
    internal sealed class OperatorServices { public TimeSpan RegexTimeout { get; init; } }
    internal static class OperatorRegistry {
        public static IReadOnlyCollection<string> Names { get; } = ["rx","pm","eq","ge","gt","le","lt","streq","contains","within","beginsWith","endsWith","pmFromFile","pmf","ipMatch","ipMatchFromFile","validateByteRange","validateUrlEncoding","validateUtf8Encoding","detectSQLi","detectXSS","unconditionalMatch","noMatch","geoLookup","rbl"];
        public static bool TryCreate(string name, OperatorArgument argument, OperatorServices services, [NotNullWhen(true)] out IOperator? op, [NotNullWhen(false)] out string? error) { op = new S(name, argument); error = null; return true; }
        sealed class S(string name, OperatorArgument a) : IOperator {
            Regex? r = name=="rx"? TryR(a.Text):null;
            static Regex TryR(string t) { try { return new Regex(t); } catch { return new Regex("a^"); } }
            public bool Evaluate(IOperatorContext c, ReadOnlySpan<char> v) { var e = c.Expand(a).ToString(); var s=v.ToString(); long.TryParse(s,out var l); long.TryParse(e,out var x);
             return name switch { "rx" => r!.IsMatch(s), "eq" => l==x, "ge"=>l>=x,"gt"=>l>x,"le"=>l<=x,"lt"=>l<x,"streq"=>s==e,"contains"=>s.Contains(e),"within"=>e.Contains(s),"pm"=>a.Text.Split(' ').Any(w=>s.Contains(w,StringComparison.OrdinalIgnoreCase)),"unconditionalMatch"=>true,_=>false}; }
        }
    }
}
namespace Edge.Rules.Matching
{
    internal sealed class LiteralRequirement { public IReadOnlyList<IReadOnlyList<string>> Groups => []; }
    internal interface IRequiresLiterals { LiteralRequirement? Requirement { get; } }
    internal sealed class AhoCorasick { public static AhoCorasick Create(IReadOnlyList<string> l)=>new(); public void Scan(ReadOnlySpan<char> v, Span<ulong> f){} }
}
