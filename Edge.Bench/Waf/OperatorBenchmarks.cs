using BenchmarkDotNet.Attributes;
using Edge.Rules.Matching.Automata;
using Edge.Rules.Operators;

namespace Edge.Bench.Waf;

/// <summary>Common operators, each over a value of 100 characters that does not match: what nearly every request pays. Expected: 0 bytes.</summary>
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
        ["beginsWith"] = "/admin",
        ["endsWith"] = ".bak",
        ["within"] = "GET HEAD POST OPTIONS",
        ["eq"] = "0",
        ["detectSQLi"] = "",
        ["detectXSS"] = "",
        ["validateByteRange"] = "32-126",
        ["validateUrlEncoding"] = "",
        ["validateUtf8Encoding"] = "",
    };

    private readonly Context _context = new();
    private IOperator _operator = null!;

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
    }

    [Benchmark]
    public bool Evaluate() => _operator.Evaluate(_context, Value);

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
