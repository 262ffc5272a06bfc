using System.Text.Json.Nodes;

namespace Edge.Tests.TestKit;

/// <summary>The configuration files of a test gateway, as JSON that a test may change before the start and at any time after.</summary>
internal sealed class TestConfig
{
    public JsonObject Edge { get; } = Parse("""
        {
          "listen": { "https": { "address": "127.0.0.1:0" }, "http": { "address": "127.0.0.1:0", "mode": "redirect" }, "ops": { "address": "127.0.0.1:0" }, "status": { "address": "127.0.0.1:0" } },
          "accessLog": { "mode": "off" },
          "waf": { "mode": "off" }
        }
        """);

    public JsonObject Cells { get; } = Parse("""{ "cells": [] }""");

    public JsonObject Tenants { get; } = Parse("""{ "tenants": [] }""");

    public JsonObject Limits { get; } = Parse("""{ "buckets": [ { "id": "default", "limit": 1000000, "window": "1m", "match": [ { "path": "/" } ] } ] }""");

    public JsonObject Admin { get; } = Parse("""{ "tokens": [] }""");

    /// <summary>Further files, such as address lists, by their path in the folder.</summary>
    public Dictionary<string, string> Files { get; } = [];

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    public TestConfig WithTenant(string id, string cell, string? more = null)
    {
        JsonObject tenant = Parse($$"""{ "id": "{{id}}", "hosts": ["{{id}}.localhost"], "cell": "{{cell}}" }""");
        foreach ((string key, JsonNode? value) in more is null ? [] : Parse(more))
        {
            tenant[key] = value!.DeepClone();
        }

        Tenants["tenants"]!.AsArray().Add((JsonNode)tenant);
        return this;
    }

    public void WriteTo(TestFolder folder)
    {
        folder.Write("edge.json", Edge.ToJsonString());
        folder.Write("cells.json", Cells.ToJsonString());
        folder.Write("tenants.json", Tenants.ToJsonString());
        folder.Write("limits.json", Limits.ToJsonString());
        folder.Write("admin.json", Admin.ToJsonString());
        foreach ((string file, string text) in Files)
        {
            folder.Write(file, text);
        }

        Files.Clear(); // Written once: a test changes them in the folder.
    }
}
