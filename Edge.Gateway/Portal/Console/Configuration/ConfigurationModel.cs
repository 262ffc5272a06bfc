using System.Text.Json.Nodes;

namespace Edge.Gateway.Portal.Console.Configuration;

/// <summary>The answer of <c>GET /api/v1/config</c>.</summary>
public sealed record ConfigurationModel(long Version, DateTimeOffset LoadedAt, string Directory, IReadOnlyDictionary<string, JsonNode?> Files, ReloadModel? LastReload);

/// <summary>The last reload.</summary>
public sealed record ReloadModel(bool Good, IReadOnlyList<DiagnosticModel> Diagnostics);

/// <summary>An error or warning in a file.</summary>
public sealed record DiagnosticModel(string File, int Line, int Column, string Severity, string Code, string Message);
