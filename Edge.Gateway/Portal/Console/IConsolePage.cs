namespace Edge.Gateway.Portal.Console;

/// <summary>An entry of the console's navigation, with all pages below it.</summary>
internal interface IConsolePage
{
    /// <summary>First part of the path below the console's; empty for its first page.</summary>
    string Name { get; }

    /// <summary>In the navigation.</summary>
    string Text { get; }

    /// <summary>Who has it on anything at all sees the entry.</summary>
    string Permission { get; }

    /// <summary>What it shows to this visitor; null when there is no such page.</summary>
    Task<ConsoleView?> LoadAsync(ConsoleVisit visit);
}
