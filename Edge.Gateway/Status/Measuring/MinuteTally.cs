using System.Numerics;

namespace Edge.Gateway.Status.Measuring;

/// <summary>What one source measured of a component in one minute: of each second whether it was up or down, and the evidence.</summary>
/// <remarks>Two tallies of one minute add to one: what was measured twice is not counted twice, and a second that was down once is down.</remarks>
/// <param name="Up">A bit for each second, the first is the lowest.</param>
/// <param name="Down">As above.</param>
/// <param name="ProbesPassed">Runs of journeys that began in the minute.</param>
/// <param name="ProbesFailed">As above.</param>
/// <param name="Requests">Requests of customers.</param>
/// <param name="RequestsFailed">Of those: with no answer, or one that is 5xx.</param>
internal readonly record struct MinuteTally(ulong Up, ulong Down, int ProbesPassed, int ProbesFailed, long Requests, long RequestsFailed)
{
    public const int Seconds = 60;

    /// <summary>Whether anything was measured.</summary>
    public bool IsEmpty => this == default;

    public int DownSeconds => BitOperations.PopCount(Down);

    public int UpSeconds => BitOperations.PopCount(Up & ~Down);

    /// <summary>A letter for each second: <c>u</c>, <c>d</c>, or <c>-</c> for not measured.</summary>
    public string Letters => string.Create(Seconds, this, static (letters, tally) =>
    {
        for (int second = 0; second < Seconds; second++)
        {
            letters[second] = (tally.Down >> second & 1) != 0 ? 'd' : (tally.Up >> second & 1) != 0 ? 'u' : '-';
        }
    });

    public static MinuteTally operator +(MinuteTally left, MinuteTally right) => new(
        left.Up | right.Up, left.Down | right.Down, left.ProbesPassed + right.ProbesPassed, left.ProbesFailed + right.ProbesFailed, left.Requests + right.Requests, left.RequestsFailed + right.RequestsFailed);
}
