namespace Edge.Gateway.Storage;

/// <summary>What a database of ours holds.</summary>
/// <param name="Version">Grows with each change of the tables; SQLite's <c>user_version</c>.</param>
/// <param name="Script">Makes the tables in an empty file.</param>
internal sealed record SqliteLayout(int Version, string Script);
