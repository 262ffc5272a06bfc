using BenchmarkDotNet.Attributes;
using Edge.Rules.Matching.Automata;
using Edge.Rules.Operators;

namespace Edge.Bench.Waf;

/// <summary>Common operators, each over a value of its kind that does not match, a text of 100 characters for most: what nearly every request pays. Expected: 0 bytes.</summary>
[MemoryDiagnoser]
[Config(typeof(QuickConfig))]
public class OperatorBenchmarks
{
    private const string Value = "The quick brown fox jumps over the lazy dog and goes home to sleep in its den until the sun is up ok";

    private static readonly Dictionary<string, string> Arguments = new(StringComparer.Ordinal)
    {
        ["rx"] = "(?i)(?:union\\s+select|<script[^>]*>|etc/passwd)",
        ["pm"] = "union select insert delete drop exec script onerror passwd",
        ["streq"] = "delete",
        ["contains"] = "../",
        ["containsWord"] = "select",
        ["beginsWith"] = "/admin",
        ["endsWith"] = ".bak",
        ["within"] = "GET HEAD POST OPTIONS",
        ["eq"] = "5",
        ["ge"] = "5",
        ["gt"] = "5",
        ["le"] = "-5",
        ["lt"] = "-5",
        ["ipMatch"] = "192.0.2.0/24,198.51.100.0/24,2001:db8::/32",
        ["strmatch"] = "WebZIP",
        ["detectSQLi"] = "",
        ["detectXSS"] = "",
        ["validateByteRange"] = "32-126",
        ["validateUrlEncoding"] = "",
        ["validateUtf8Encoding"] = "",
    };

    private readonly Context _context = new();
    private IOperator _operator = null!;
    private string _value = "";

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    public static IEnumerable<string> Names => Arguments.Keys;

    [GlobalSetup]
    public void Setup()
    {
        if (!OperatorRegistry.TryCreate(Name, new OperatorArgument(Arguments[Name], "bench.conf", 1, 1), new OperatorServices(), out IOperator? made, out string? error))
        {
            throw new InvalidOperationException(error);
        }

        _operator = made;
        _value = Name switch { "eq" or "ge" or "gt" or "le" or "lt" => "0", "ipMatch" => "203.0.113.77", _ => Value };
    }

    [Benchmark]
    public bool Evaluate() => _operator.Evaluate(_context, _value);

    private sealed class Context : IOperatorContext
    {
        public bool WantsCaptures => false;

        public WorkMeter Work { get; } = new();

        public void SetCapture(int index, ReadOnlySpan<char> value)
        {
        }

        public ReadOnlySpan<char> Expand(OperatorArgument argument) => argument.Text;

        public void RegexTimedOut(IOperator source)
        {
        }
    }
}
