namespace Edge.Gateway.Portal.Design;

/// <summary>What a <see cref="StatePill"/> shows: each has a colour and a shape of its own, beside the word.</summary>
public enum StateKind
{
    Ok,
    Warning,
    Bursting,
    Bad,
    Unknown,
    Info,
}
