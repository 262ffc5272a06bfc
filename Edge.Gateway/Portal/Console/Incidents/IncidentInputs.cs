namespace Edge.Gateway.Portal.Console.Incidents;

/// <summary>What the forms about incidents have in common.</summary>
internal static class IncidentInputs
{
    /// <summary>Longest text, as the API takes it.</summary>
    private const int MaxText = 2000;

    private const int MinRootCause = 20;

    /// <summary>Stands above every one of the forms.</summary>
    public const string IsPublic = "What you write is public at once: on the status page, in its JSON and in its feed. It cannot be changed or taken back.";

    public static ActionInput Message { get; } = new("message", "Message for customers", "area") { IsRequired = true, MaxLength = MaxText, Hint = "What they notice, what is being done. No names of cells, servers or customers." };

    public static ActionInput RootCause { get; } = new("rootCause", "Root cause", "area") { IsRequired = true, MinLength = MinRootCause, MaxLength = MaxText, Hint = "What went wrong, and what keeps it from coming again. Public." };

    /// <summary>Which parts are concerned.</summary>
    /// <param name="known">All that there are.</param>
    public static ActionInput Components(IReadOnlyList<ComponentModel> known) =>
        new("components", "Concerns", "area") { MaxLength = MaxText, Hint = $"Ids, one to a line; empty for none. There are: {string.Join(", ", known.Select(static component => component.Id))}." };
}
