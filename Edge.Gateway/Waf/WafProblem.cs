using Edge.Gateway.Http;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>Which problem answers an interruption.</summary>
internal static class WafProblem
{
    private const int FirstStatus = 400;
    private const int LastStatus = 599;

    // A rule may say another status (deny,status:404); made once for each.
    private static readonly EdgeProblem?[] ByStatus = new EdgeProblem?[LastStatus - FirstStatus + 1];

    public static EdgeProblem Of(Interruption interruption)
    {
        int status = interruption.Status;
        if (interruption.Phase > 2 || status is < FirstStatus or > LastStatus or StatusCodes.Status403Forbidden)
        {
            return EdgeProblem.Blocked;
        }

        return interruption.RuleId switch
        {
            0 when status == StatusCodes.Status413PayloadTooLarge => EdgeProblem.BodyTooLarge,
            0 when status == StatusCodes.Status400BadRequest => EdgeProblem.BadRequest, // A body that cannot be parsed.
            _ => ByStatus[status - FirstStatus] ??= EdgeProblem.Blocked with { Status = status },
        };
    }
}
