namespace Edge.Gateway.Tls;

/// <summary>What is wrong with one certificate of the configuration.</summary>
/// <param name="Index">Its place in <c>tls.certificates</c>, from 0; -1 for the list as a whole.</param>
/// <param name="Key">The member at fault: <c>certificate</c>, <c>key</c>, <c>password</c> or <c>hosts</c>; empty for the entry itself.</param>
/// <param name="Message">The value found, what is accepted and what to do. Holds no secret.</param>
/// <param name="IsWarning">The certificate is served all the same.</param>
internal sealed record CertificateProblem(int Index, string Key, string Message, bool IsWarning = false);
