using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace Edge.Bench;

/// <summary>In this process, for methods that are a loop of many operations themselves: each iteration is one call, so nobody has to find out how many calls it takes, and no collection walks a million objects between them.</summary>
internal sealed class BulkConfig : ManualConfig
{
    public BulkConfig() => AddJob(Job.Default
        .WithToolchain(InProcessNoEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(10)
        .WithInvocationCount(1).WithUnrollFactor(1).WithEvaluateOverhead(false).WithGcForce(false));
}
