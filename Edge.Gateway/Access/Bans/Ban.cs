namespace Edge.Gateway.Access.Bans;

/// <summary>A ban in force, or the memory of one that has ended, so that the next is longer. Immutable.</summary>
internal sealed record Ban
{
    /// <summary>Longest time a ban may last, or be remembered after its end.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromDays(366);

    /// <summary>Longest text of a rule, actor or reason, in chars.</summary>
    public const int MaxTextLength = 200;

    public required string Id { get; init; }

    public required BanSubject Subject { get; init; }

    /// <summary>Id of the abuse rule, or <c>manual</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>Who made it: <c>abuse</c>, or the id of an admin token.</summary>
    public required string Actor { get; init; }

    /// <summary>One line for people.</summary>
    public required string Reason { get; init; }

    /// <summary>Bans of this subject in a row, this one included.</summary>
    public required int Strikes { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>From here on it holds nobody off.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>From here on it does not make a next ban longer.</summary>
    public required DateTimeOffset Forgotten { get; init; }

    /// <summary>When it was last made, prolonged or lifted: of two nodes' words the later one counts.</summary>
    public required DateTimeOffset Updated { get; init; }

    public bool IsInForce(DateTimeOffset now) => now < Expires;
}
