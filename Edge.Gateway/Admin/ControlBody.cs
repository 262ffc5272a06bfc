using Edge.Gateway.Cells.Control;

namespace Edge.Gateway.Admin;

/// <summary>The optional body of an operator's order about modes and weights.</summary>
/// <param name="WeightPercent">0 to 100; null for the usual end of the step.</param>
/// <param name="Force">Whether safety rules give way.</param>
/// <param name="Reason">Why, for the event.</param>
internal sealed record ControlBody(int? WeightPercent, bool? Force, string? Reason)
{
    /// <summary>Longest reason that is kept, in chars.</summary>
    public const int MaxReasonLength = 256;

    public static ControlBody Empty { get; } = new(null, null, null);

    public bool IsGood => WeightPercent is null or (>= 0 and <= CellControl.FullWeight);

    public ControlOrder OrderOf(AdminPrincipal principal) => Order(principal, Force, Reason);

    /// <summary>An order by whoever makes the request.</summary>
    public static ControlOrder Order(AdminPrincipal principal, bool? force, string? reason)
    {
        string line = string.Concat((reason ?? "").Select(static letter => char.IsControl(letter) ? ' ' : letter)).Trim(); // One line: it stands in logs.
        return new ControlOrder(principal.Id, line.Length <= MaxReasonLength ? line : line[..MaxReasonLength], force == true);
    }
}
