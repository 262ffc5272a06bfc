namespace Edge.Gateway.Demo;

/// <summary>What stands before every handler while the destination misbehaves.</summary>
internal static class DemoFaultGate
{
    /// <summary>Applies the faults in force in the order that <see cref="DemoFaults"/> gives, then answers the request if any is left.</summary>
    public static async Task PassAsync(DemoExchange exchange)
    {
        DemoDestination destination = exchange.Destination;
        using CancellationTokenSource aborted = exchange.LinkAborted();
        try
        {
            // 1. A request that hung goes on under the faults of the time when it was released.
            while (destination.Faults is { Hang: true, Down: false })
            {
                destination.Counters.Hang();
                await destination.WaitWhileHungAsync(aborted.Token);
            }

            // 2. Late.
            DemoFaults faults = destination.Faults;
            TimeSpan delay = faults.Latency + (faults.Jitter * destination.Random.NextDouble());
            if (delay > TimeSpan.Zero && !faults.Down)
            {
                await Task.Delay(delay, destination.Time, aborted.Token);
                faults = destination.Faults;
            }

            // 3. Gone.
            bool isProbe = exchange.Route == DemoRoute.Health;
            if (faults.Down || (!isProbe && destination.Random.Hits(faults.ResetPercent)))
            {
                destination.Counters.Reset();
                exchange.ResetConnection();
                return;
            }

            // 4. Failed.
            if (!isProbe && destination.Random.Hits(faults.FailPercent))
            {
                destination.Counters.Fail();
                await DemoJson.WriteErrorAsync(exchange, faults.FailStatus, "E0000009", "Internal Server Error (a fault that was asked for)");
                return;
            }
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            exchange.ResetConnection();
            return;
        }

        await DemoRouter.DispatchAsync(exchange);
    }
}
