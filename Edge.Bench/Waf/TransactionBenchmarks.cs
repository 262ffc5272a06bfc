using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Edge.Rules;

namespace Edge.Bench.Waf;

/// <summary>One request and its answer through all phases: what the WAF costs beside the proxy.</summary>
[Config(typeof(Config))]
[MemoryDiagnoser]
public class TransactionBenchmarks
{
    private RuleSet _rules = null!;
    private BenchmarkRequest _request = null!;

    /// <summary><c>crs</c>: the Core Rule Set as Debian installs it; <c>compact</c>: the rules of this repository.</summary>
    [Params("crs", "compact")]
    public string Rules { get; set; } = "";

    /// <summary>A name of <see cref="BenchmarkRequest.Names"/>.</summary>
    [ParamsSource(nameof(Cases))]
    public string Case { get; set; } = "";

    public static IEnumerable<string> Cases => BenchmarkRequest.Names;

    [GlobalSetup]
    public void Load()
    {
        RuleSetLoadResult result = RuleSet.Load(new RuleSetOptions
        {
            Prologue = RecommendedRules.BodyProcessors + "SecRuleEngine DetectionOnly\n",
            Files = Rules == "crs" ? BenchmarkRules.Core() : BenchmarkRules.Compact(),
        });
        _rules = result.RuleSet ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
        _rules.WarmUp();
        _request = BenchmarkRequest.Create(Case);
    }

    [Benchmark]
    public int Transaction()
    {
        using Transaction transaction = _rules.CreateTransaction();
        return _request.Run(transaction);
    }

    /// <summary>In this process: the loaded rules then need not be described to a generated project.</summary>
    private sealed class Config : BenchmarkDotNet.Configs.ManualConfig
    {
        public Config() => AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    }
}
