using Edge.Gateway.Cells.Routing;

namespace Edge.Gateway.Cells.Health;

/// <summary>Finds destinations that take connections and answer nobody: a stopped process, a black hole. Requests raise the suspicion, a probe decides.</summary>
/// <remarks>
/// It decides only while another destination is well: with none, waiting is better than no answer, and when all fall silent at once
/// the gateway itself may be what stands still. An endpoint that is slow by design raises suspicions too; its server answers the probe, so it stays in, at the price of some probes.
/// </remarks>
internal sealed class SilenceDetector(IDestinationProbe probe, TimeProvider time)
{
    /// <summary>Least and longest time that the deciding probe gets; between them it gets as long as the silence.</summary>
    public static readonly TimeSpan MinPatience = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc cref="MinPatience"/>
    public static readonly TimeSpan MaxPatience = TimeSpan.FromSeconds(1);

    /// <summary>Whether requests wait at a destination and none was answered for too long.</summary>
    public bool IsSuspect(LiveDestination destination, TimeSpan silence, long now) =>
        silence > TimeSpan.Zero
        && destination is { IsHealthy: true, IsAsked: false }
        && (destination.LastAsked == 0 || time.GetElapsedTime(destination.LastAsked, now) >= silence) // A slow endpoint costs a few probes a second, not one each step.
        && IsSilent(destination, silence, now);

    private bool IsSilent(LiveDestination destination, TimeSpan silence, long now) =>
        destination.InFlight > 0
        && (destination.LastAnswer == 0 || time.GetElapsedTime(destination.LastAnswer, now) >= silence)
        && destination.Waiting.CountOlderThan(silence, now, time) > 0;

    /// <summary>Asks a suspect. Without an answer it is taken out, and requests that may be repeated go elsewhere at once.</summary>
    public async Task AskAsync(LiveCell cell, LiveDestination destination, CancellationToken cancellationToken)
    {
        destination.IsAsked = true;
        try
        {
            TimeSpan silence = cell.Policy.Outlier.Silence;
            TimeSpan patience = silence < MinPatience ? MinPatience : silence > MaxPatience ? MaxPatience : silence;
            long started = destination.LastAsked = time.GetTimestamp();
            ProbeResult result = await probe.ProbeAsync(destination, cell.Policy.Health, patience, cancellationToken);
            bool wasSlowItself = time.GetElapsedTime(started) > patience * 2; // The timer came late: this process was the slow one.
            bool isAlone = !cell.Table.Usable.Any(other => other != destination && !IsSilent(other, silence, time.GetTimestamp()));
            if (result.Status != 0 || wasSlowItself || isAlone || destination.LastAnswer > started)
            {
                return;
            }

            if (cell.TryEject(destination, EjectionReason.Silence, "requests wait without an answer, and a probe got none either"))
            {
                destination.Waiting.EndOlderThan(AttemptEnd.DestinationLost, TimeSpan.Zero, replayableOnly: true, time.GetTimestamp(), time);
            }
        }
        finally
        {
            destination.IsAsked = false;
        }
    }
}
