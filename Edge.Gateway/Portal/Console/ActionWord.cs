namespace Edge.Gateway.Portal.Console;

/// <summary>What came of an action, in words.</summary>
public sealed record ActionWord(bool IsGood, string Title, string Detail = "")
{
    internal static ActionWord Refused(ApiAnswer answer) => new(false, answer.Status switch
    {
        StatusCodes.Status403Forbidden => "You may not do this",
        StatusCodes.Status404NotFound => "There is no such thing any more",
        StatusCodes.Status409Conflict => "Refused, and nothing was changed",
        StatusCodes.Status503ServiceUnavailable => "The decision could not be kept, and is not in force",
        _ => "This was not done",
    }, answer.Detail);
}
