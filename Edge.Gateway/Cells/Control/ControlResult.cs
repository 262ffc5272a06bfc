namespace Edge.Gateway.Cells.Control;

/// <summary>What became of an order.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">Why, when it was not done; else empty.</param>
internal sealed record ControlResult(ControlOutcome Outcome, string Detail = "")
{
    public static readonly ControlResult Done = new(ControlOutcome.Done);

    public static readonly ControlResult Unchanged = new(ControlOutcome.Unchanged);
}
