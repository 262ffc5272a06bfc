using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Perfolizer.Horology;

namespace Edge.Bench;

/// <summary>In this process, and short: a class of benchmarks takes seconds.</summary>
internal sealed class QuickConfig : ManualConfig
{
    public QuickConfig() => AddJob(Job.ShortRun
        .WithToolchain(InProcessNoEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(5).WithIterationTime(TimeInterval.FromMilliseconds(100)));
}
