using Microsoft.AspNetCore.Components;

namespace Edge.Gateway.Portal.Console;

/// <summary>What a page shows.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Content">Drawn for the page, and again for its stream.</param>
internal sealed record ConsoleView(string Title, RenderFragment Content)
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Whether a stream keeps it up to date.</summary>
    public bool IsLive { get; init; }

    /// <summary>The page above it; null for none.</summary>
    public Design.PageLink? Above { get; init; }

    /// <summary>A view by a component and its parameters.</summary>
    public static ConsoleView Of<T>(string title, params (string Name, object? Value)[] parameters)
        where T : IComponent => new(title, builder =>
        {
            builder.OpenComponent<T>(0);
            foreach ((string name, object? value) in parameters)
            {
                builder.AddComponentParameter(1, name, value);
            }

            builder.CloseComponent();
        });

    /// <summary>In place of what the admin API did not answer.</summary>
    public static ConsoleView Refused(string title, ApiAnswer answer) =>
        Of<ConsoleRefusal>(title, (nameof(ConsoleRefusal.Detail), answer.Detail)) with { Status = answer.Status };
}
