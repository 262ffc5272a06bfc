namespace Edge.Gateway.Portal.Console;

/// <summary>Something that an operator may do: asked for on a page that names the consequence, done by one call of the admin API.</summary>
internal interface IConsoleAction
{
    /// <summary>Last part of its path.</summary>
    string Name { get; }

    /// <summary>What is asked before; null when there is no such thing to act on.</summary>
    Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields);

    /// <summary>The call.</summary>
    ApiOrder OrderOf(ActionFields fields);

    /// <summary>What came of it, in words.</summary>
    ActionWord Say(ActionFields fields, ApiAnswer answer);
}
