using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Portal.Console;

/// <summary>The response of a call in this process. What must be done before an answer begins is done when the endpoint has ended.</summary>
internal sealed class ApiResponse : HttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();

    public override void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    public async Task StartAsync()
    {
        while (_starting.TryPop(out (Func<object, Task> Callback, object State) entry))
        {
            await entry.Callback(entry.State);
        }
    }
}
