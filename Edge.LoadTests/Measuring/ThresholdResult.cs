namespace Edge.LoadTests.Measuring;

/// <summary>A threshold and what became of it.</summary>
internal sealed record ThresholdResult(string Text, bool Passed, string Measured);
