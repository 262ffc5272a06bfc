using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Sends a GET to a second destination when the first does not answer in time (Dean and Barroso, "The Tail at Scale"). Allocates; used only where <see cref="RetrySettings.HedgeAfter"/> is set.</summary>
internal sealed class HedgedSender(CellMetrics metrics, TimeProvider time)
{
    /// <summary>Whether a request may be hedged.</summary>
    public static bool Applies(HttpContext context, ForwardingState state) =>
        state.Cell.Policy.Retries.HedgeAfter > TimeSpan.Zero
        && HttpMethods.IsGet(context.Request.Method)
        && state.MayTryAgain
        && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }
        && context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true };

    /// <summary>Sends to a destination, and perhaps to another. The failure that stands is left in the client's context.</summary>
    /// <param name="context">The client's.</param>
    /// <param name="state">Whose try has begun.</param>
    /// <param name="send">Forwards in a context to a destination.</param>
    public async ValueTask<ForwarderError> SendAsync(HttpContext context, ForwardingState state, Func<HttpContext, LiveDestination, CancellationToken, ValueTask<ForwarderError>> send)
    {
        state.IsHedged = true;
        var race = new HedgeRace();
        var first = new HedgedTry(race, context, state.Cell, state.Destination, state.Attempt, time);
        Task<ForwarderError> firstTask = RunAsync(race, first, send);
        using (var waiting = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted))
        {
            Task patience = Task.Delay(state.Cell.Policy.Retries.HedgeAfter, time, waiting.Token);
            await Task.WhenAny(firstTask, race.Decided, patience);
            await waiting.CancelAsync();
            if (patience.IsCompletedSuccessfully && !race.Decided.IsCompleted && !firstTask.IsCompleted && state.Next() is { } other && state.Cell.Retries.TryEnter())
            {
                try
                {
                    return await RaceAsync(context, state, race, (first, firstTask), other, send);
                }
                finally
                {
                    state.Cell.Retries.Exit();
                }
            }
        }

        ForwarderError error = await firstTask;
        context.Features.Set(first.Failure);
        return error;
    }

    private async ValueTask<ForwarderError> RaceAsync(
        HttpContext context, ForwardingState state, HedgeRace race, (HedgedTry Try, Task<ForwarderError> Task) first, LiveDestination other, Func<HttpContext, LiveDestination, CancellationToken, ValueTask<ForwarderError>> send)
    {
        state.AddTried(other);
        var attempt = new Attempt();
        attempt.Begin(time.GetTimestamp(), isReplayable: true);
        var second = new HedgedTry(race, context, state.Cell, other, attempt, time);
        other.Enter();
        other.Waiting.Add(attempt);
        try
        {
            ForwarderError ofSecond = await RunAsync(race, second, send);
            ForwarderError ofFirst = await first.Task;
            metrics.Hedged(state.Cell.Id, race.Winner == second);
            if (race.Winner == second)
            {
                state.Adopt(other);
                context.Features.Set(second.Failure);
                return ofSecond;
            }

            if (race.Winner is null && attempt.End == AttemptEnd.None)
            {
                ForwardingMiddleware.Blame(state.Cell, other, second.Failure, time.GetElapsedTime(attempt.Started)); // The first is judged by the caller.
            }

            context.Features.Set(first.Try.Failure);
            return ofFirst;
        }
        finally
        {
            other.Waiting.Remove(attempt);
            other.Leave();
        }
    }

    private static async Task<ForwarderError> RunAsync(HedgeRace race, HedgedTry entrant, Func<HttpContext, LiveDestination, CancellationToken, ValueTask<ForwarderError>> send)
    {
        race.Enter(entrant);
        if (race.Winner is not null)
        {
            entrant.Cancel(); // Decided just now.
        }

        try
        {
            return await send(entrant.Context, entrant.Destination, entrant.Attempt.Token);
        }
        finally
        {
            race.Leave(entrant);
        }
    }
}
