namespace Edge.Rules.Detection.Sqli;

/// <summary>An expression that <see cref="SqlParser"/> could read.</summary>
/// <param name="End">Index of the token after it; negative when there is no expression.</param>
/// <param name="Traits">What it is made of.</param>
internal readonly record struct SqlExpression(int End, SqlTraits Traits)
{
    /// <summary>Where reading failed.</summary>
    public static SqlExpression FailedAt(int index) => new(~index, SqlTraits.None);

    /// <summary>Whether the tokens are an expression.</summary>
    public bool IsValid => End >= 0;

    /// <summary>The first token that was not looked at, whether reading failed or not.</summary>
    public int Reached => End >= 0 ? End : ~End;

    /// <summary>Tells whether any of the traits is there.</summary>
    public bool Has(SqlTraits traits) => (Traits & traits) != 0;
}
