using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Edge.Bench;
using Edge.Tests.TestKit;

namespace Edge.Tests.Bench;

/// <summary>Compares what each benchmark allocates with <c>Edge.Bench/expected-allocations.json</c>, in which all stand and no other.</summary>
[Collection(Alone.Name)] // Its scale is one of the process.
public sealed class ExpectedAllocationsTests
{
    /// <summary>Bytes may differ by this part: runtimes lay out a little differently. What is 0 stays 0.</summary>
    private const double Tolerance = 0.1;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    [Fact]
    public void Benchmarks_MeasureMemory_InThisProcess()
    {
        Type[] classes = [.. BenchmarkCase.Of(typeof(BenchScale).Assembly).Select(static benchmark => benchmark.Class).Distinct()];
        Assert.True(classes.Length >= 8);
        Assert.All(classes, static type => Assert.True(type.IsDefined(typeof(MemoryDiagnoserAttribute), inherit: true) && type.IsDefined(typeof(ConfigAttribute), inherit: true), type.Name));
    }

    [Fact]
    public void Benchmarks_Allocate_WhatIsExpected()
    {
        BenchScale.IsSmall = true;
        string path = Repository.PathOf("Edge.Bench", "expected-allocations.json");
        Dictionary<string, long> expected = JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(path))!;
        SortedDictionary<string, long> measured = new(StringComparer.Ordinal);
        foreach (BenchmarkCase benchmark in BenchmarkCase.Of(typeof(BenchScale).Assembly))
        {
            if (!benchmark.Name.Contains("Rules=crs", StringComparison.Ordinal)) // Needs a package of Debian.
            {
                measured[benchmark.Name] = benchmark.Measure();
            }
        }

        List<string> wrong = [.. expected.Keys.Where(name => !measured.ContainsKey(name)).Select(static name => $"{name}: is no benchmark any more.")];
        wrong.AddRange(measured
            .Where(pair => !expected.TryGetValue(pair.Key, out long bytes) || Math.Abs(pair.Value - bytes) > bytes * Tolerance)
            .Select(pair => $"{pair.Key}: {pair.Value} bytes; expected {(expected.TryGetValue(pair.Key, out long bytes) ? bytes : "no such benchmark")}."));
        Assert.True(wrong.Count == 0, $"{string.Join('\n', wrong)}\nIf that is meant, {path} becomes:\n{JsonSerializer.Serialize(measured, Readable)}");
        Assert.True(measured.Count > 60);
    }
}
