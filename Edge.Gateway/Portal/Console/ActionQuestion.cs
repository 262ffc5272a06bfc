using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console;

/// <summary>What is asked before an action.</summary>
/// <param name="Title">What is about to be done, to what.</param>
/// <param name="Verb">On the button.</param>
/// <param name="Permission">Without it nothing is asked; the API asks for it again.</param>
/// <param name="Resource">What the permission must hold for; null for anything.</param>
/// <param name="Back">Path to go to then.</param>
internal sealed record ActionQuestion(string Title, string Verb, string Permission, AdminResource? Resource, string Back)
{
    /// <summary>What will happen, with numbers; a paragraph each.</summary>
    public required IReadOnlyList<string> Consequence { get; init; }

    /// <summary>Sent with the form.</summary>
    public IReadOnlyDictionary<string, string> Kept { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Fields to fill in.</summary>
    public IReadOnlyList<ActionInput> Inputs { get; init; } = [];

    /// <summary>What must be ticked; null for nothing.</summary>
    public string? MustAgree { get; init; }

    public bool IsDanger { get; init; }
}
