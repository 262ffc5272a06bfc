using System.Text;
using Edge.LoadTests.Scenarios;

namespace Edge.LoadTests.Demo;

/// <summary>Writes the demo's configuration: every address on 127.0.0.1, on ports that were free.</summary>
internal static class DemoConfig
{
    /// <summary>Ports that the demo needs: http, https, ops, and its destinations.</summary>
    public const int Ports = 3 + 6;

    /// <summary>Destination and its index among the ports.</summary>
    public static IReadOnlyList<(string Cell, string Id, int Port)> Destinations { get; } =
    [
        ("na-1", "na-1-a1", 3), ("na-1", "na-1-b1", 4), ("na-2", "na-2-a1", 5), ("na-2", "na-2-b1", 6), ("eu-1", "eu-1-a1", 7), ("eu-1", "eu-1-b1", 8),
    ];

    public static void Write(string folder, DemoSettings settings, int[] ports, string adminTokenHash, DateTimeOffset now)
    {
        string? rules = settings.Waf ? GatewayProgram.Rules() : null;
        if (rules is not null)
        {
            Directory.CreateDirectory(Path.Combine(folder, "rules"));
            foreach (string file in Directory.EnumerateFiles(rules))
            {
                File.Copy(file, Path.Combine(folder, "rules", Path.GetFileName(file)));
            }
        }

        string waf = rules is null ? """{ "mode": "off" }""" : """{ "mode": "block", "crs": "auto", "crsSetup": "rules/crs-setup.conf", "rules": ["rules/*.conf"], "paranoia": 1 }""";
        Save(folder, "edge.json", $$"""
            { "demo": true, "waf": {{waf}}, "accessLog": { "mode": "off" },
              "listen": { "http": { "address": "127.0.0.1:{{ports[0]}}", "mode": "serve" }, "https": { "address": "127.0.0.1:{{ports[1]}}" }, "ops": { "address": "127.0.0.1:{{ports[2]}}" }, "status": { "address": "127.0.0.1:0" } } }
            """);
        Save(folder, "cells.json", $$"""{ "cells": [ {{Cell("na-1", "us", ports)}}, {{Cell("na-2", "us", ports)}}, {{Cell("eu-1", "eu", ports)}} ] }""");
        Save(folder, "tenants.json", Tenants(settings));
        Save(folder, "limits.json", """{ "concurrency": 1000000, "buckets": [ { "id": "all", "limit": 16000000, "window": "1s", "match": [ { "path": "/" } ] } ] }""");
        Save(folder, "admin.json", $$"""{ "tokens": [ { "id": "load", "hash": "{{adminTokenHash}}", "role": "super-admin", "expires": "{{now.AddDays(7):yyyy-MM-ddTHH:mm:ssZ}}" } ] }""");
    }

    private static string Cell(string id, string jurisdiction, int[] ports) =>
        $$"""{ "id": "{{id}}", "jurisdiction": "{{jurisdiction}}", "destinations": [ """
        + string.Join(", ", Destinations.Where(destination => destination.Cell == id).Select(destination =>
            $$"""{ "id": "{{destination.Id}}", "address": "http://127.0.0.1:{{ports[destination.Port]}}", "pool": "{{destination.Id[5]}}" }"""))
        + " ] }";

    private static string Tenants(DemoSettings settings)
    {
        string limits = settings.AcmeLimit is { } limit ? FormattableString.Invariant($$""", "limits": { "all": { "limit": {{limit}} } }""") : "";
        var text = new StringBuilder($$"""
            { "tenants": [
              { "id": "acme", "hosts": ["acme.localhost"], "cell": "na-1", "drCell": "na-2", "jurisdictions": ["us"]{{limits}} },
              { "id": "initech", "hosts": ["initech.localhost"], "cell": "na-1", "jurisdictions": ["us"] },
              { "id": "umbrella", "hosts": ["umbrella.localhost"], "cell": "na-2", "jurisdictions": ["us"] },
              { "id": "globex", "hosts": ["globex.localhost"], "cell": "eu-1", "jurisdictions": ["eu"] }
            """);
        string[] cells = ["na-1", "na-2", "eu-1"];
        for (int tenant = 0; tenant < settings.MoreTenants; tenant++)
        {
            string cell = cells[tenant % cells.Length];
            string host = Ask.HostOf(tenant);
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $$""",{ "id": "{{host[..7]}}", "hosts": ["{{host}}"], "cell": "{{cell}}", "jurisdictions": ["{{cell[..2].Replace("na", "us", StringComparison.Ordinal)}}"] }""").Append('\n');
        }

        return text.Append("] }").ToString();
    }

    private static void Save(string folder, string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
