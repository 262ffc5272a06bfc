using System.Runtime.CompilerServices;
using Edge.Gateway.Tls;

namespace Edge.Tests.Functional;

/// <summary>Does for the test process what <c>Main</c> does for the gateway, before anything loads OpenSSL.</summary>
internal static class TlsProcessPolicy
{
    /// <summary>Why the policy is not in force; null when it is.</summary>
    public static string? Reason { get; private set; }

    [ModuleInitializer]
    internal static void Apply() => Reason = OpenSslPolicy.Apply();
}
