namespace Edge.Gateway.Journeys;

/// <summary>One run of a journey.</summary>
/// <param name="Journey">Its name.</param>
/// <param name="Host">Where it went.</param>
/// <param name="Started">When it began.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Failure">Which step, and why, in one line without any value of request or answer; empty when it passed.</param>
internal sealed record JourneyResult(string Journey, string Host, DateTimeOffset Started, TimeSpan Duration, JourneyVerdict Verdict, string Failure)
{
    /// <summary>Longest failure, in chars.</summary>
    public const int MaxFailureLength = 200;
}
