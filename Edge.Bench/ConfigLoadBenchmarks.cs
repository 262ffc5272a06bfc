using System.Text;
using BenchmarkDotNet.Attributes;
using Edge.Gateway;
using Edge.Gateway.Config;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Bench;

/// <summary>Reading, checking and compiling the five files with 100,000 tenants, as at the start and at each reload.</summary>
[MemoryDiagnoser]
[Config(typeof(QuickConfig))]
public class ConfigLoadBenchmarks
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-bench").FullName;
    private WebApplication _app = null!;

    [GlobalSetup]
    public void Setup()
    {
        var tenants = new StringBuilder("""{ "tenants": [""");
        for (int i = 0; i < BenchScale.Of(100_000); i++)
        {
            tenants.Append(i == 0 ? "" : ",").Append(System.Globalization.CultureInfo.InvariantCulture, $$"""{ "id": "t{{i}}", "hosts": ["t{{i}}.example.com"], "cell": "c" }""");
        }

        Write("tenants", tenants.Append("] }").ToString());
        Write("edge", """{ "listen": { "https": { "address": "127.0.0.1:0" }, "ops": { "address": "127.0.0.1:0" } }, "waf": { "mode": "off" } }""");
        Write("cells", """{ "cells": [ { "id": "c", "destinations": [ { "id": "d", "address": "http://127.0.0.1:1" } ] } ] }""");
        Write("limits", """{ "buckets": [ { "id": "default", "limit": 600, "window": "1m", "match": [ { "path": "/" } ] } ] }""");
        Write("admin", """{ "tokens": [] }""");
        _app = EdgeHost.Build(static _ => { });
    }

    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(_folder, recursive: true);

    [Benchmark]
    public object Load()
    {
        SnapshotLoadResult result = _app.Services.GetRequiredService<SnapshotLoader>().Load(_folder, checkOnly: true);
        return result.Snapshot ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Items));
    }

    private void Write(string name, string json) => File.WriteAllText(Path.Combine(_folder, name + ".json"), json);
}
