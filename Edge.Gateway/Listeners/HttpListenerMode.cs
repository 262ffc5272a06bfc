namespace Edge.Gateway.Listeners;

/// <summary>What the cleartext listener does.</summary>
internal enum HttpListenerMode
{
    /// <summary>Answers 308 to the https listener.</summary>
    Redirect,

    /// <summary>Serves: for a TLS balancer in front, and for benchmarks.</summary>
    Serve,

    Off,
}
