namespace Edge.Gateway.Portal.Console;

/// <summary>A field of a form that asks before an action.</summary>
/// <param name="Name">Of the field.</param>
/// <param name="Label">What to fill in.</param>
/// <param name="Type">As HTML names it: <c>text</c>, <c>number</c>, <c>checkbox</c>, <c>select</c>, <c>area</c> for several lines.</param>
public sealed record ActionInput(string Name, string Label, string Type = "text")
{
    public string Value { get; init; } = "";

    public string? Hint { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>Shortest text, in chars.</summary>
    public int MinLength { get; init; }

    /// <summary>Longest text, in chars.</summary>
    public int MaxLength { get; init; } = 250;

    /// <summary>What may be chosen, of a <c>select</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Why something is done: goes into its event.</summary>
    public static ActionInput Reason { get; } = new("reason", "Reason") { Hint = "One line; it stands in the event." };

    /// <summary>Safety rules give way.</summary>
    public static ActionInput Force { get; } = new("force", "Do it even where safety rules refuse it", "checkbox");

    /// <summary>A share.</summary>
    public static ActionInput Percent(string label, string value) => new("weightPercent", label, "number") { Value = value, IsRequired = true };
}
