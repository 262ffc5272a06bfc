using BenchmarkDotNet.Attributes;
using Edge.Rules.Transformations;

namespace Edge.Bench.Waf;

/// <summary>Every transformation, over a value of 120 characters that has something to change for most. Expected: 0 bytes.</summary>
[MemoryDiagnoser]
[Config(typeof(QuickConfig))]
public class TransformationBenchmarks
{
    private const string Value = "  SELECT%20name,+Age /* of */ FROM Users%u0020WHERE  id=0x4142 AND t='&lt;b&gt;' OR \\x41\\u0042 ../a/./b//c ^cmd \"x\" -- x  ";

    private readonly char[] _output = new char[4096];
    private ITransformation _transformation = null!;

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    public static IEnumerable<string> Names => TransformationRegistry.Names.Where(static name => !name.StartsWith("normalise", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    [GlobalSetup]
    public void Setup() => _transformation = TransformationRegistry.TryGet(Name, out ITransformation? found) ? found : throw new InvalidOperationException(Name);

    [Benchmark]
    public int Transform() => _transformation.Transform(Value, _output);
}
