namespace Edge.Gateway.Events.Filters;

/// <summary>What is wrong with a filter.</summary>
/// <param name="Position">Where, in chars from 1.</param>
/// <param name="Message">What is wrong and what is accepted.</param>
internal sealed record FilterError(int Position, string Message);
