using System.Collections;
using Edge.Gateway;
using Edge.Gateway.Config;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.TestKit;

/// <summary>A small good configuration on disk, whose files a test changes, read by the gateway's own readers.</summary>
internal sealed class ConfigFolder : IDisposable
{
    public const string GoodCells = """{ "cells": [ { "id": "na-1", "jurisdiction": "us", "destinations": [ { "id": "a1", "address": "http://127.0.0.1:5101" } ] } ] }""";

    public const string GoodTenants = """{ "tenants": [ { "id": "acme", "hosts": ["acme.localhost"], "cell": "na-1" } ] }""";

    // The gateway with all its readers; it never listens, and the process ends it.
    private static readonly Lazy<WebApplication> Host = new(static () => EdgeHost.Build());

    private readonly TestFolder _folder = new();

    public ConfigFolder()
    {
        _folder.Write("edge.json", "{}");
        _folder.Write("cells.json", GoodCells);
        _folder.Write("tenants.json", GoodTenants);
        _folder.Write("limits.json", """{ "buckets": [] }""");
        _folder.Write("admin.json", """{ "tokens": [] }""");
    }

    public string Path => _folder.Path;

    public ConfigFolder With(string file, string text)
    {
        _folder.Write(file, text);
        return this;
    }

    public ConfigFolder With(string file, byte[] bytes)
    {
        File.WriteAllBytes(_folder[file], bytes);
        return this;
    }

    public ConfigFolder Without(string file)
    {
        File.Delete(_folder[file]);
        return this;
    }

    /// <summary>Loads with these <c>EDGE__…</c> variables and no others.</summary>
    public SnapshotLoadResult Load(EdgeSnapshot? previous = null, params (string Name, string Value)[] variables)
    {
        Hashtable environment = [];
        foreach ((string name, string value) in variables)
        {
            environment[name] = value;
        }

        return Host.Value.Services.GetRequiredService<SnapshotLoader>().Load(Path, previous, new EnvironmentOverlay(environment));
    }

    /// <summary>A load that must be good.</summary>
    public EdgeSnapshot LoadGood(params (string Name, string Value)[] variables)
    {
        SnapshotLoadResult result = Load(null, variables);
        Assert.True(result.Snapshot is not null, Text(result));
        return result.Snapshot;
    }

    /// <summary>All errors and warnings, one a line, with files named within the folder.</summary>
    public string Diagnostics(params (string Name, string Value)[] variables) => Text(Load(null, variables));

    public string Text(SnapshotLoadResult result) =>
        string.Join('\n', result.Diagnostics.Items).Replace(Path + System.IO.Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();
}
