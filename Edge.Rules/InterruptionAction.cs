namespace Edge.Rules;

/// <summary>How a transaction is interrupted.</summary>
public enum InterruptionAction
{
    /// <summary>Answer with the status.</summary>
    Deny,

    /// <summary>Close the connection; answer with the status where that is not possible.</summary>
    Drop,

    /// <summary>Answer with a redirection to <see cref="Interruption.RedirectTarget"/>.</summary>
    Redirect,
}
