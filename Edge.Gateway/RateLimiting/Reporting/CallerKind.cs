namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>By what callers are told apart.</summary>
internal enum CallerKind
{
    Address,
    User,
    Token,
}
