using System.Runtime.CompilerServices;
using Edge.Gateway.Listeners;

namespace Edge.Tests.TestKit;

/// <summary>What <c>Main</c> settles for the process before the first socket, settled for the tests' process too.</summary>
internal static class AsShipped
{
    [ModuleInitializer]
    internal static void Apply() => InlineCompletions.Apply();
}
