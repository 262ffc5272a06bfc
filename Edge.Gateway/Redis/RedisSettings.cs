namespace Edge.Gateway.Redis;

/// <summary><c>redis</c> of <c>edge.json</c>.</summary>
/// <param name="Configuration">In StackExchange.Redis's form; null keeps everything in this process.</param>
internal sealed record RedisSettings(string? Configuration);
