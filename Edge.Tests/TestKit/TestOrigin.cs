using Edge.Gateway.Demo;

namespace Edge.Tests.TestKit;

/// <summary>A free loopback address, and the demo cells' options on it.</summary>
internal static class TestOrigin
{
    public static DemoDestinationOptions Destination(string cell, string id, string pool = "a") =>
        new(cell, id, "zone-" + pool, pool, new Uri("http://127.0.0.1:0"));
}
