namespace Edge.Gateway.Storage;

/// <summary>What a database of ours holds.</summary>
/// <param name="Version">Grows with each change of the tables; SQLite's <c>user_version</c>.</param>
/// <param name="Script">Makes the tables in an empty file.</param>
/// <param name="Upgrades">From version 1 to 2, from 2 to 3, and so on: one script each.</param>
internal sealed record SqliteLayout(int Version, string Script, params IReadOnlyList<string> Upgrades);
