using Edge.Gateway.Demo;
using Edge.LoadTests.Demo;

namespace Edge.Tests.TestKit;

/// <summary>A free loopback address, and the demo cells' options on it.</summary>
internal static class TestOrigin
{
    /// <summary>On a port that nobody gets by chance while the destination is down: it comes back on the same one.</summary>
    public static DemoDestinationOptions Destination(string cell, string id, string pool = "a") =>
        new(cell, id, "zone-" + pool, pool, new Uri($"http://127.0.0.1:{FreePorts.Take(1)[0]}"));
}
