using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console;

/// <summary>An entry of the console's navigation, with all pages below it.</summary>
internal interface IConsolePage
{
    /// <summary>First part of the path below the console's; empty for its first page.</summary>
    string Name { get; }

    /// <summary>In the navigation.</summary>
    string Text { get; }

    /// <summary>Who has it sees the entry.</summary>
    string Permission { get; }

    /// <summary>What they must have it on; null for anything at all.</summary>
    AdminResource? Resource => null;

    /// <summary>Whether there are pages below it, such as <c>cells/ID</c>.</summary>
    bool HasPagesBelow => false;

    /// <summary>What it shows to this visitor; null when there is no such page.</summary>
    Task<ConsoleView?> LoadAsync(ConsoleVisit visit);
}
